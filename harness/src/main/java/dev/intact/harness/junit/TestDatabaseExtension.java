package dev.intact.harness.junit;

import dev.intact.harness.DatabaseSource;
import dev.intact.harness.TestDatabases;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/** Opens a database as soon as a test asks for something of it. JUnit closes it, with the rest of what the test had. */
final class TestDatabaseExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(TestDatabaseExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return DatabaseOfTest.offers(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        if (test.getTestMethod().isEmpty()) {
            throw new ParameterResolutionException(
                    "a database belongs to one test: let the test itself ask for it, or a method before or after each");
        }
        return test.getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        DatabaseOfTest.class,
                        key -> new DatabaseOfTest(test, source(test).open()),
                        DatabaseOfTest.class)
                .offer(parameter.getParameter().getType());
    }

    /** {@return that of the innermost class that has one} */
    private static DatabaseSource source(ExtensionContext test) {
        var instances = new ArrayList<>(test.getRequiredTestInstances().getAllInstances());
        Collections.reverse(instances);
        for (var instance : instances) {
            var fields = AnnotationSupport.findAnnotatedFields(instance.getClass(), TestDatabase.class);
            if (!fields.isEmpty()) {
                return source(theOnly(nearest(fields)), instance);
            }
        }
        return TestDatabases.sqlite();
    }

    /** {@return those of the class itself, or else of the first it extends that has one} */
    private static List<Field> nearest(List<Field> topDown) {
        var declaring = topDown.get(topDown.size() - 1).getDeclaringClass();
        return topDown.stream()
                .filter(field -> field.getDeclaringClass().equals(declaring))
                .toList();
    }

    private static Field theOnly(List<Field> fields) {
        if (fields.size() > 1) {
            throw new ExtensionConfigurationException(
                    "a test has one database, but several fields name a source: " + fields);
        }
        return fields.get(0);
    }

    private static DatabaseSource source(Field field, Object instance) {
        try {
            if (ReflectionSupport.tryToReadFieldValue(field, instance).get() instanceof DatabaseSource source) {
                return source;
            }
        } catch (Exception e) {
            throw new ExtensionConfigurationException("cannot read " + field, e);
        }
        throw new ExtensionConfigurationException("@TestDatabase goes on a field that holds a DatabaseSource, not on "
                + field + "; tests ask for what they need by parameters");
    }
}
