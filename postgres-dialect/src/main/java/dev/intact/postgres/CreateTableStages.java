package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.Column;
import dev.intact.catalog.Generation;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.operation.CreateTable;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import dev.intact.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/** A table that was there once, made again with the sequences of its columns. */
final class CreateTableStages {
    /** As the reader describes a sequence. */
    private static final Pattern SEQUENCE = Pattern.compile(
            "(?s)(.*) as ([a-z]+) start (-?\\d+) increment (-?\\d+) min (-?\\d+) max (-?\\d+) cache (\\d+)( cycle)?");

    private CreateTableStages() {}

    static List<Stage> of(CreateTable operation, Catalog before) {
        var stages = new Stages(operation, Phase.EXPAND, before);
        if (stages.isDone()) {
            return List.of();
        }
        var table = operation.definition();
        var sequences = table.columns().stream()
                .flatMap(column -> Sequence.of(table, column).stream())
                .toList();
        var steps = new ArrayList<Step>();
        sequences.stream().filter(each -> !each.isIdentity()).forEach(each -> steps.add(each.creation()));
        var identities = sequences.stream()
                .filter(Sequence::isIdentity)
                .collect(Collectors.toMap(each -> each.column().name(), Sequence::options));
        steps.add(Steps.brief(Ddl.createTable(table, identities), "make the table again", List.of()));
        sequences.stream().filter(each -> !each.isIdentity()).forEach(each -> steps.add(each.owning(table.name())));
        table.indexes().forEach(index -> steps.add(IndexSteps.build(index, table.name())));
        return stages.finish(steps);
    }

    /** The sequence of a column. */
    private record Sequence(Column column, TableName name, String type, QueryPart numbers) {
        static Optional<Sequence> of(Table table, Column column) {
            return Optional.ofNullable(table.properties().get("sequence of column " + column.name()))
                    .map(description -> read(table.name(), column, description));
        }

        private static Sequence read(TableName table, Column column, String description) {
            var found = SEQUENCE.matcher(description);
            var prefix = table.schema() + ".";
            if (!found.matches() || !found.group(1).startsWith(prefix)) {
                throw new UnsupportedChangeException(
                        "making the sequence of %s (%s) again".formatted(table, column.name()),
                        "it is not one that is in the table's schema, and the only one of its column: " + description,
                        "make the table again by hand");
            }
            return new Sequence(
                    column,
                    table.sibling(found.group(1).substring(prefix.length())),
                    found.group(2),
                    Ddl.part(
                            "start {0} increment {1} minvalue {2} maxvalue {3} cache {4}{5}",
                            DSL.raw(found.group(3)),
                            DSL.raw(found.group(4)),
                            DSL.raw(found.group(5)),
                            DSL.raw(found.group(6)),
                            DSL.raw(found.group(7)),
                            DSL.raw(found.group(8) == null ? "" : " cycle")));
        }

        boolean isIdentity() {
            return column.generation() instanceof Generation.Identity;
        }

        /** An identity column makes its own. */
        QueryPart options() {
            return Ddl.part("sequence name {0} {1}", Names.of(name), numbers);
        }

        Step creation() {
            return Steps.brief(
                    Ddl.sql("create sequence {0} as {1} {2}", Names.of(name), DSL.raw(type), numbers),
                    "number its rows",
                    List.of());
        }

        Step owning(TableName table) {
            return Steps.brief(
                    Ddl.sql(
                            "alter sequence {0} owned by {1}.{2}",
                            Names.of(name), Names.of(table), DSL.name(column.name())),
                    "let it go with its column",
                    List.of());
        }
    }
}
