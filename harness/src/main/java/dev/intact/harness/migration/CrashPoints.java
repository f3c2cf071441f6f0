package dev.intact.harness.migration;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * At which of its statements a change dies.
 *
 * @param every each how many statements
 * @param reading each how many, besides, of those that only read
 * @param fromWriting whether those before the first that writes are left out
 * @param before whether it dies before a statement too, not only before the first
 */
record CrashPoints(int every, int reading, boolean fromWriting, boolean before) {
    static final CrashPoints EVERY = new CrashPoints(1, 1, false, true);

    private static final Pattern WRITING = Pattern.compile(
            "create|alter|drop|insert|update|delete|lock|comment|pragma writable_schema|commit|with .*(insert|update|delete) ",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    CrashPoints {
        if (every < 1 || reading < 1) {
            throw new IllegalArgumentException("each how many statements: at least 1");
        }
    }

    /**
     * One of them.
     *
     * @param statement its number, from 1
     * @param before whether it is before the statement, or after it
     */
    record Point(int statement, boolean before) {
        @Override
        public String toString() {
            return (before ? "before" : "after") + " statement " + statement;
        }
    }

    CrashPoints every(int n) {
        return new CrashPoints(n, reading, fromWriting, before);
    }

    CrashPoints readingEvery(int n) {
        return new CrashPoints(every, n, fromWriting, before);
    }

    CrashPoints fromTheFirstThatWrites() {
        return new CrashPoints(every, reading, true, before);
    }

    CrashPoints onlyAfter() {
        return new CrashPoints(every, reading, fromWriting, false);
    }

    List<Point> of(List<String> statements) {
        int first = fromWriting ? firstThatWrites(statements) : 1;
        return IntStream.rangeClosed(first, statements.size())
                .filter(n -> (n - first) % (writes(statements.get(n - 1)) ? every : every * reading) == 0)
                .boxed()
                .flatMap(n -> Stream.of(new Point(n, true), new Point(n, false)))
                .filter(point -> before || !point.before() || point.statement() == first)
                .toList();
    }

    private static int firstThatWrites(List<String> statements) {
        return IntStream.rangeClosed(1, statements.size())
                .filter(n -> writes(statements.get(n - 1)))
                .findFirst()
                .orElse(statements.size() + 1);
    }

    private static boolean writes(String statement) {
        return WRITING.matcher(statement).lookingAt();
    }
}
