package dev.intact.examples;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What one application was told is done. */
final class Ledger {
    /** What can be written. */
    enum Kind {
        INSERT,
        COUNT_RUN,
        ARCHIVE,
        DELETE
    }

    /** When it was written. */
    enum Period {
        BEFORE("before the change"),
        EXPAND("while EXPAND runs"),
        BETWEEN("between the two"),
        CONTRACT("while CONTRACT runs"),
        AFTER("after the change");

        private final String words;

        Period(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** A workflow as it has to be. */
    record Workflow(String name, int runs, int archived) {}

    /** A write that the database has acknowledged; what is written counts for an insert only. */
    record Write(Period period, Kind kind, long workflow, Workflow written) {}

    private final List<Write> writes = new ArrayList<>();
    private int deadlocks;

    synchronized void acknowledged(Write write) {
        writes.add(write);
        notifyAll();
    }

    synchronized void metDeadlock() {
        deadlocks++;
    }

    synchronized int deadlocks() {
        return deadlocks;
    }

    synchronized int size() {
        return writes.size();
    }

    synchronized long count(Kind kind) {
        return writes.stream().filter(write -> write.kind() == kind).count();
    }

    synchronized long count(Period period) {
        return writes.stream().filter(write -> write.period() == period).count();
    }

    /** {@return how many writes of each kind there were in that period} */
    synchronized List<Long> counts(Period period) {
        return Arrays.stream(Kind.values())
                .map(kind -> writes.stream()
                        .filter(write -> write.kind() == kind && write.period() == period)
                        .count())
                .toList();
    }

    /** Does to workflows that are kept in memory what was done to those of the database. */
    synchronized void repeatOn(Map<Long, Workflow> workflows) {
        for (var write : writes) {
            switch (write.kind()) {
                case INSERT -> workflows.put(write.workflow(), write.written());
                case COUNT_RUN ->
                    workflows.computeIfPresent(
                            write.workflow(), (id, old) -> new Workflow(old.name(), old.runs() + 1, old.archived()));
                case ARCHIVE ->
                    workflows.computeIfPresent(write.workflow(), (id, old) -> new Workflow(old.name(), old.runs(), 1));
                case DELETE -> workflows.remove(write.workflow());
            }
        }
    }
}
