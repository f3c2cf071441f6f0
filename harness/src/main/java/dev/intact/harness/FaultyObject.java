package dev.intact.harness;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a connection, or before an object that came from it and leads back to it. A proxy rather than five
 * classes with some 500 methods, all but a handful of which do the same.
 */
final class FaultyObject implements InvocationHandler {
    private static final Set<Class<?>> LEAD_BACK = Set.of(
            Statement.class, PreparedStatement.class, CallableStatement.class, ResultSet.class, DatabaseMetaData.class);

    private final Object real;
    private final String prepared;
    private final FaultyConnection connection;
    private final Faults faults;
    private final List<String> batch = new ArrayList<>();

    private FaultyObject(Object real, String prepared, FaultyConnection connection, Faults faults) {
        this.real = real;
        this.prepared = prepared;
        this.connection = connection;
        this.faults = faults;
    }

    static <T> T wrap(Class<T> type, T real, FaultyConnection connection, Faults faults) {
        return type.cast(proxy(type, new FaultyObject(real, "", connection, faults)));
    }

    private static Object proxy(Class<?> type, FaultyObject handler) {
        return Proxy.newProxyInstance(FaultyObject.class.getClassLoader(), new Class<?>[] {type}, handler);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a proxy is equal to itself alone
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        var first = arguments == null ? null : arguments[0];
        if (method.getDeclaringClass() == Object.class) {
            return switch (method.getName()) {
                case "equals" -> proxy == first;
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "faulty " + real;
            };
        }
        if (connection.isDead()) {
            return answerOfTheDead(method);
        }
        return switch (method.getName()) {
            case "unwrap" -> isOneOf(first, proxy) ? proxy : call(method, arguments);
            case "isWrapperFor" -> isOneOf(first, proxy) || Boolean.TRUE.equals(call(method, arguments));
            case "getConnection" -> connection.proxy();
            case "close" -> close(method, arguments);
            case "addBatch" -> {
                batch.add(first instanceof String sql ? sql : prepared);
                yield call(method, arguments);
            }
            case "clearBatch" -> {
                batch.clear();
                yield call(method, arguments);
            }
            default ->
                counts(method)
                        ? counted(method, arguments, first instanceof String sql ? sql : text(method))
                        : wrapped(method, first, call(method, arguments));
        };
    }

    private static boolean isOneOf(@Nullable Object type, Object proxy) {
        return type instanceof Class<?> asked && asked.isInstance(proxy);
    }

    private boolean counts(Method method) {
        return real instanceof Statement
                ? method.getName().startsWith("execute")
                : real instanceof Connection && method.getName().equals("commit");
    }

    private String text(Method method) {
        if (real instanceof Connection) {
            return "commit";
        }
        return method.getName().endsWith("Batch") ? String.join("; ", batch) : prepared;
    }

    private @Nullable Object counted(Method method, Object @Nullable [] arguments, String sql) throws Throwable {
        var number = faults.before(connection, sql);
        var result = call(method, arguments);
        if (method.getName().endsWith("Batch")) {
            batch.clear();
        }
        faults.after(connection, sql, number);
        return wrapped(method, null, result);
    }

    private @Nullable Object close(Method method, Object @Nullable [] arguments) throws Throwable {
        if (real instanceof Connection) {
            connection.closed();
        }
        return call(method, arguments);
    }

    private @Nullable Object wrapped(Method method, @Nullable Object argument, @Nullable Object result) {
        if (result == null || !LEAD_BACK.contains(method.getReturnType())) {
            return result;
        }
        var sql = argument instanceof String text ? text : "";
        return proxy(method.getReturnType(), new FaultyObject(result, sql, connection, faults));
    }

    private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            // Another thread may have struck the whole server meanwhile.
            throw connection.isDead() ? lost(method) : e.getCause();
        }
    }

    private static @Nullable Object answerOfTheDead(Method method) throws SQLException {
        return switch (method.getName()) {
            case "close", "abort" -> null;
            case "isClosed" -> true;
            case "isValid" -> false;
            default -> throw lost(method);
        };
    }

    private static SQLException lost(Method method) {
        var lost = Faults.lost("before " + method.getName() + "()");
        if (List.of(method.getExceptionTypes()).contains(SQLClientInfoException.class)) {
            return new SQLClientInfoException(lost.getMessage(), lost.getSQLState(), Map.of(), lost);
        }
        return lost;
    }
}
