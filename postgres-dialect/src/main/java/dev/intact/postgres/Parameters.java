package dev.intact.postgres;

import dev.intact.dialect.Settings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;

/**
 * The server's parameters that statements run with.
 *
 * <p>Row security is off, so that a policy that would hide rows from a proof or a copy is an error instead
 * (documentation of row_security). Backslashes in literals stand for themselves, as every literal here is written.
 */
final class Parameters {
    static final String LOCK_TIMEOUT = "lock_timeout";
    private static final String STATEMENT_TIMEOUT = "statement_timeout";
    private static final List<String> WORKERS =
            List.of("max_parallel_maintenance_workers", "max_parallel_workers_per_gather");
    private static final Duration UNHURRIED = Duration.ofSeconds(10);

    private final DSLContext database;
    private final Settings settings;
    private final Others others = new Others();
    private boolean hurried = true;

    Parameters(DSLContext database, Settings settings) {
        this.database = database;
        this.settings = settings;
    }

    private Map<String, Field<String>> wanted() {
        var wanted = new LinkedHashMap<String, Field<String>>();
        wanted.put("row_security", DSL.inline("off"));
        wanted.put("standard_conforming_strings", DSL.inline("on"));
        wanted.put(LOCK_TIMEOUT, milliseconds(settings.lockTimeout()));
        wanted.put(STATEMENT_TIMEOUT, milliseconds(statementTimeout()));
        if (settings.parallelWorkers().isPresent() || settings.yieldsWorkers()) {
            WORKERS.forEach(name -> wanted.put(name, workers(name)));
            // The smaller table of a join is read by all of them together, not by each for itself.
            wanted.put("min_parallel_table_scan_size", DSL.inline("0"));
        }
        return wanted;
    }

    private Field<String> workers(String name) {
        return settings.parallelWorkers()
                .map(number -> (Field<String>) DSL.inline(number.toString()))
                .orElseGet(() -> DSL.when(others.areAtWork(), "0").otherwise(setting(name)));
    }

    private Duration statementTimeout() {
        var timeout = settings.statementTimeout();
        boolean isEnough = hurried || timeout.isZero() || timeout.compareTo(UNHURRIED) > 0;
        return isEnough ? timeout : UNHURRIED;
    }

    /** Gives statements ten seconds at least. */
    void unhurried(Runnable work) {
        hurried = false;
        try {
            work.run();
        } finally {
            hurried = true;
        }
    }

    private static Field<String> milliseconds(Duration duration) {
        return DSL.inline(duration.toMillis() + "ms");
    }

    /** {@return the value of one parameter that is there now} */
    String current(String name) {
        return String.valueOf(found(List.of(name)).get(name));
    }

    /** {@return the values that are there now} */
    Map<String, String> found() {
        return found(List.copyOf(wanted().keySet()));
    }

    private Map<String, String> found(List<String> names) {
        var row = database.fetchSingle(
                DSL.select(names.stream().map(Parameters::setting).toList()));
        var values = new LinkedHashMap<String, String>();
        for (int i = 0; i < names.size(); i++) {
            values.put(names.get(i), row.get(i, String.class));
        }
        return values;
    }

    private static Field<String> setting(String name) {
        return DSL.field("current_setting({0})", String.class, DSL.inline(name));
    }

    /** Sets what statements need, until the end of the transaction. */
    void applyToTransaction() {
        set(wanted(), true);
    }

    /** {@return what to select, which does the same} */
    List<Field<String>> forTransaction() {
        return setting(wanted(), true);
    }

    /** Sets what a statement outside transactions needs, until {@link #restoreSession}. */
    void applyToSession(boolean patient) {
        var values = wanted();
        values.put(LOCK_TIMEOUT, lockTimeout(patient));
        set(values, false);
    }

    /** Puts values back that hold for the rest of a transaction. */
    void restoreTransaction(Map<String, String> values) {
        set(literals(values), true);
    }

    /** Puts values back that hold for the session. */
    void restoreSession(Map<String, String> values) {
        set(literals(values), false);
    }

    /** Lets statements of the transaction wait for locks as long as it takes, or no longer than the lock timeout. */
    void waitForLocks(boolean patient) {
        set(Map.of(LOCK_TIMEOUT, lockTimeout(patient)), true);
    }

    private Field<String> lockTimeout(boolean patient) {
        return patient ? DSL.inline("0") : milliseconds(settings.lockTimeout());
    }

    private static Map<String, Field<String>> literals(Map<String, String> values) {
        var literals = new LinkedHashMap<String, Field<String>>();
        values.forEach((name, value) -> literals.put(name, DSL.inline(value)));
        return literals;
    }

    private void set(Map<String, Field<String>> values, boolean local) {
        database.fetch(DSL.select(setting(values, local)));
    }

    private static List<Field<String>> setting(Map<String, Field<String>> values, boolean local) {
        return values.entrySet().stream()
                .map(each -> DSL.field(
                        "set_config({0}, {1}, {2})",
                        String.class, DSL.inline(each.getKey()), each.getValue(), DSL.inline(local)))
                .toList();
    }
}
