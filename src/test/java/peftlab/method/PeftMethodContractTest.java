package peftlab.method;

import java.util.List;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds every method of the service file, in every form that its card names, to the contract. */
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class PeftMethodContractTest extends PeftMethodContract {
  static List<Subject> subjects() {
    return Subject.all();
  }
}
