package peftlab.method;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds every method, in every form, to the contract on the kernels that a GPU runs, here on ND4J's
 * CPU backend.
 */
@Tag(SettingsContract.ON_ND4J)
@Tag("slow")
@ParameterizedClass(name = "{0}")
@MethodSource("subjects")
class Nd4jContractTest extends PeftMethodContract {
  static List<Subject> subjects() {
    return Subject.all();
  }
}
