package dev.intact.sqlite;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Map;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jspecify.annotations.Nullable;

/**
 * A value's type is its own, not its column's (https://sqlite.org/datatype3.html). The driver says of a column whatever its
 * first value is, and jOOQ would read the others as that: texts behind a first NULL as none, texts behind a number as 0.
 */
final class DynamicTypes implements ExecuteListener {
    private static final long serialVersionUID = 1L;

    /** No type that jOOQ knows: so it asks each value. */
    private static final Map<String, Object> ANY = Map.of("getColumnTypeName", "any", "getColumnType", 1111);

    @Override
    public void executeEnd(ExecuteContext context) {
        var result = context.resultSet();
        if (result != null) {
            context.resultSet(proxy(ResultSet.class, (method, arguments) -> {
                var answer = call(result, method, arguments);
                return answer instanceof ResultSetMetaData described ? untyped(described) : answer;
            }));
        }
    }

    private static ResultSetMetaData untyped(ResultSetMetaData described) {
        return proxy(
                ResultSetMetaData.class,
                (method, arguments) -> ANY.containsKey(method.getName())
                        ? ANY.get(method.getName())
                        : call(described, method, arguments));
    }

    private interface Answer {
        @Nullable
        Object to(Method method, @Nullable Object @Nullable [] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                DynamicTypes.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer.to(method, arguments)));
    }

    private static @Nullable Object call(Object subject, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(subject, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? new SQLException(e) : e.getCause();
        }
    }
}
