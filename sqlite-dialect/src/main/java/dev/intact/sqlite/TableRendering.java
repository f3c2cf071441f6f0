package dev.intact.sqlite;

import dev.intact.catalog.Column;
import dev.intact.catalog.PrimaryKey;
import dev.intact.catalog.Table;
import dev.intact.check.Relation;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.Name;
import org.jooq.Query;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** How a table is made that was there once. */
final class TableRendering {
    private static final QueryPart NOTHING = DSL.sql("");

    private final StageDraft draft;
    private final Table table;

    private TableRendering(StageDraft draft, Table table) {
        this.draft = draft;
        this.table = table;
    }

    static Stage stage(StageDraft draft, dev.intact.operation.CreateTable operation) {
        return new TableRendering(draft, operation.definition()).stage();
    }

    private Stage stage() {
        draft.run(statement(Relation.name(table.name())), "make the table again");
        // Without the schema, as SQLite stores it.
        var stored = draft.statements().text(statement(DSL.name(table.name().name())));
        draft.workplace().texts().define(table.name(), CreateTable.parse(stored));
        table.indexes().forEach(index -> draft.run(IndexRendering.statement(table.name(), index), "build the index"));
        return draft.in(Phase.EXPAND);
    }

    private Query statement(Name name) {
        var parts = new ArrayList<QueryPart>();
        table.columns().forEach(column -> parts.add(ColumnClause.of(column, behind(column))));
        var key = table.primaryKey();
        if (key != null && rowidAlias().isEmpty()) {
            parts.add(DSL.sql("{0}primary key ({1})", named(key.name()), names(key.columns())));
        }
        table.uniqueKeys()
                .forEach(each -> parts.add(DSL.sql("{0}unique ({1})", named(each.name()), names(each.columns()))));
        table.checks()
                .forEach(check -> parts.add(DSL.sql(
                        "{0}check ({1})",
                        named(check.name()),
                        DSL.raw(UserSql.expression(check.condition().sql())))));
        table.foreignKeys().forEach(each -> parts.add(DSL.raw(ForeignKeyRendering.clause(draft, each))));
        return DSL.query("create table {0} ({1}){2}", name, DSL.list(parts), options());
    }

    /** An INTEGER PRIMARY KEY is the rowid wherever it is said; AUTOINCREMENT only behind the column. */
    private List<QueryPart> behind(Column column) {
        PrimaryKey key = table.primaryKey();
        if (key == null || !column.name().equals(rowidAlias())) {
            return List.of();
        }
        return List.of(
                key.name() == null ? NOTHING : DSL.sql(" constraint {0}", DSL.name(key.name())),
                DSL.sql(" primary key"),
                table.properties().containsKey("autoincrement") ? DSL.sql(" autoincrement") : NOTHING);
    }

    private String rowidAlias() {
        return table.properties().getOrDefault("rowid alias", "");
    }

    private QueryPart options() {
        var options = Stream.of(PropertyReader.STRICT, "without rowid")
                .filter(option -> table.properties().containsKey(option))
                .toList();
        return options.isEmpty() ? NOTHING : DSL.sql(" {0}", DSL.raw(String.join(", ", options)));
    }

    private static QueryPart named(@Nullable String name) {
        return name == null ? NOTHING : DSL.sql("constraint {0} ", DSL.name(name));
    }

    private static QueryPart names(List<String> columns) {
        return DSL.list(columns.stream().map(DSL::name).toList());
    }
}
