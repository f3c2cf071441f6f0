package dev.intact.sqlite;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Locale;

/** A connection that does with {@code writable_schema} what a defensive one does, which the driver cannot make: nothing. */
record DefensiveConnection(Connection connection) {
    Connection asConnection() {
        return proxy(Connection.class, connection);
    }

    private static <T> T proxy(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            if (method.getName().equals("execute")
                    && args[0] instanceof String sql
                    && sql.toLowerCase(Locale.ROOT).startsWith("pragma writable_schema =")) {
                return false;
            }
            try {
                var result = method.invoke(real, args);
                return result instanceof Statement statement && method.getName().equals("createStatement")
                        ? proxy(Statement.class, statement)
                        : result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }
}
