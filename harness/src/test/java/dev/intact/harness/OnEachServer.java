package dev.intact.harness;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A test, or a class of them, that is run on the oldest and the newest supported server, or on those of the targets that are
 * chosen; it is given the major version.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "PostgreSQL {0}")
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("dev.intact.conformance.Target#servers")
public @interface OnEachServer {}
