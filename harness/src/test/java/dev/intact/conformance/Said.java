package dev.intact.conformance;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection that notes what is said on it: each statement, and {@code commit}. */
final class Said {
    private final List<String> all = new ArrayList<>();

    Connection on(Connection connection) {
        return noting(Connection.class, connection);
    }

    List<String> all() {
        return all;
    }

    private <T> T noting(Class<T> type, Object noted) {
        return type.cast(Proxy.newProxyInstance(
                Said.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getName().equals("commit")) {
                        all.add("commit");
                    }
                    if (method.getName().startsWith("execute") && first(arguments) instanceof String sql) {
                        all.add(sql);
                    }
                    try {
                        var result = method.invoke(noted, arguments);
                        return method.getReturnType() == Statement.class ? noting(Statement.class, result) : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause() == null ? e : e.getCause();
                    }
                }));
    }

    private static @Nullable Object first(Object @Nullable [] arguments) {
        return arguments == null || arguments.length == 0 ? null : arguments[0];
    }
}
