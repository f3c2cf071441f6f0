package dev.intact.catalog;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A part of the schema that is no part of the table but uses it, or fires on it.
 *
 * @param kind what it is
 * @param name its name
 * @param on the table or view that has it, not always the one that it uses: of a trigger, a rule or a policy on PostgreSQL,
 *     whose names are the table's own; otherwise null
 * @param definition its text, as the database gives it back
 * @param columns the table's columns that it uses, as far as the database tells, and those that the words of a trigger's
 *     function say it does, there or not, {@link #WHOLE_ROW} among them; empty when it uses only the table
 */
public record Dependent(
        Kind kind, TableName name, @Nullable TableName on, String definition, SortedSet<String> columns) {
    /** What uses a table. */
    public enum Kind {
        /** A trigger. */
        TRIGGER,
        /** A view. */
        VIEW,
        /** A materialized view. */
        MATERIALIZED_VIEW,
        /** A rewrite rule. */
        RULE,
        /** A row security policy. */
        POLICY,
        /** An extended statistics object. */
        STATISTICS,
        /** A publication that names columns or filters rows. */
        PUBLICATION,
        /** A routine whose body the database has parsed, or whose arguments or result are of the table's type of row. */
        FUNCTION;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** Stands for all of the table's columns, where as many are expected elsewhere: {@code insert into log select new.*}. */
    public static final String WHOLE_ROW = "*";

    public Dependent {
        columns = Collections.unmodifiableSortedSet(new TreeSet<>(columns));
    }

    /** A dependent that uses these columns. */
    public Dependent(Kind kind, TableName name, @Nullable TableName on, String definition, List<String> columns) {
        this(kind, name, on, definition, new TreeSet<>(columns));
    }

    /** {@return whether that is the same part of the schema, told by another table, with the columns that it uses there} */
    public boolean isSame(Dependent other) {
        return kind == other.kind && name.equals(other.name) && Objects.equals(on, other.on);
    }

    @Override
    public String toString() {
        return kind + " " + name + (on == null ? "" : " on " + on);
    }
}
