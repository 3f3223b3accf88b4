package peftlab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a component of a record is for, and the numbers that it may be. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
  /** One line for people, without a full stop. */
  String help();

  /** The smallest number. */
  double low() default Double.NEGATIVE_INFINITY;

  /** The largest number. */
  double high() default Double.POSITIVE_INFINITY;
}
