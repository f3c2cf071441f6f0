package dev.intact.postgres;

import java.util.List;
import java.util.Optional;
import org.jooq.QueryPart;
import org.jooq.Record;
import org.jooq.impl.DSL;

/**
 * Something that the schema's values have no place for, in the server's own words.
 *
 * @param label what it is called
 * @param trait what a table has that has it, if not every table may
 * @param sql what to select; NULL or empty where there is nothing to say
 */
record Property(String label, Optional<Trait> trait, String sql) {
    static Property of(String label, String sql) {
        return new Property(label, Optional.empty(), sql);
    }

    static Property of(String label, Trait trait, String sql) {
        return new Property(label, Optional.of(trait), sql);
    }

    /** {@return those that there may be} */
    static List<Property> of(Subjects subjects, List<Property> properties) {
        return properties.stream()
                .filter(each -> each.trait().map(subjects::have).orElse(true))
                .toList();
    }

    /** {@return a part of a query that selects them, each under its label} */
    static QueryPart list(List<Property> properties) {
        return DSL.list(properties.stream()
                .map(each -> DSL.sql("{0} as {1}", DSL.sql(each.sql()), DSL.quotedName(each.label())))
                .toList());
    }

    /** Notes those that a row tells of, with something after their labels. */
    static void note(List<Property> properties, Record row, TableDraft table, String suffix) {
        properties.forEach(each -> table.property(each.label() + suffix, row.get(each.label(), String.class)));
    }
}
