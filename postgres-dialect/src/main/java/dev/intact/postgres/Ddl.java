package dev.intact.postgres;

import dev.intact.catalog.Check;
import dev.intact.catalog.Column;
import dev.intact.catalog.Deferral;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.Generation;
import dev.intact.catalog.Index;
import dev.intact.catalog.IndexTerm;
import dev.intact.catalog.Table;
import dev.intact.catalog.TableName;
import dev.intact.catalog.UniqueKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Statements as text, and the parts that they are made of. */
final class Ddl {
    private static final QueryPart NOTHING = DSL.raw("");

    /** What stands as a default without parentheses around it. */
    private static final Pattern SIMPLE = Pattern.compile("[\\w.]+(\\(\\))?|'[^']*'(::[\\w ]+)?");

    private Ddl() {}

    /** {@return a statement as text: the template with its parts} */
    static String sql(String template, QueryPart... parts) {
        return Database.writing().renderInlined(DSL.sql(template, parts)).strip();
    }

    /** {@return a part of a statement} */
    static QueryPart part(String template, QueryPart... parts) {
        return DSL.sql(template, parts);
    }

    private static QueryPart optional(boolean wanted, String template, QueryPart... parts) {
        return wanted ? part(template, parts) : NOTHING;
    }

    static QueryPart and(List<QueryPart> conditions) {
        var all = conditions.get(0);
        for (var each : conditions.subList(1, conditions.size())) {
            all = part("{0} and {1}", all, each);
        }
        return all;
    }

    static QueryPart or(List<QueryPart> conditions) {
        var any = conditions.get(0);
        for (var each : conditions.subList(1, conditions.size())) {
            any = part("{0} or {1}", any, each);
        }
        return any;
    }

    static QueryPart names(Collection<String> names) {
        return DSL.list(names.stream().map(DSL::name).toList());
    }

    // ---- indexes

    static String createIndex(Index index, TableName table, Build build) {
        return sql(
                "create {0}index {1}{2} on {3}{4} {5}({6}){7}{8}{9}{10}",
                optional(index.unique(), "unique "),
                optional(build == Build.CONCURRENTLY, "concurrently "),
                DSL.name(String.valueOf(index.name())),
                optional(build == Build.ONLY, "only "),
                Names.of(table),
                optional(!index.method().equals(Index.BTREE), "using {0} ", DSL.name(index.method())),
                DSL.list(index.terms().stream().map(Ddl::term).toList()),
                optional(!index.include().isEmpty(), " include ({0})", names(index.include())),
                optional(!index.nullsDistinct(), " nulls not distinct"),
                storage(index.storage()),
                predicate(index));
    }

    /** How an index is built. */
    enum Build {
        /** At once, while writers wait. */
        PLAIN,
        /** While others write. */
        CONCURRENTLY,
        /** On a partitioned table alone, its partitions' parts to be attached. */
        ONLY
    }

    private static QueryPart term(IndexTerm term) {
        var value = term.value() instanceof IndexTerm.OfExpression of
                ? part("({0})", DSL.raw(SqlText.single(of.expression().sql())))
                : DSL.name(term.value().toString());
        return part(
                "{0}{1}{2}{3}{4}",
                value,
                collation(term.collation()),
                term.operatorClass() == null ? NOTHING : part(" {0}", DSL.raw(SqlText.single(term.operatorClass()))),
                optional(term.descending(), " desc"),
                nulls(term.nulls()));
    }

    private static QueryPart collation(@Nullable String collation) {
        return collation == null ? NOTHING : part(" collate {0}", Names.collation(collation));
    }

    private static QueryPart nulls(IndexTerm.Nulls nulls) {
        return switch (nulls) {
            case BY_DEFAULT -> NOTHING;
            case FIRST -> part(" nulls first");
            case LAST -> part(" nulls last");
        };
    }

    /** Storage parameters and, among them under the name that the reader gives it, the tablespace. */
    private static QueryPart storage(List<String> storage) {
        var parameters = new ArrayList<QueryPart>();
        var tablespace = NOTHING;
        for (var each : storage) {
            int equals = each.indexOf('=');
            var name = equals < 0 ? each : each.substring(0, equals).strip();
            var value = equals < 0 ? "true" : each.substring(equals + 1).strip();
            if (name.equals("tablespace")) {
                tablespace = part(" tablespace {0}", DSL.name(value));
            } else {
                parameters.add(part("{0} = {1}", DSL.name(name), DSL.inline(value)));
            }
        }
        return part("{0}{1}", optional(!parameters.isEmpty(), " with ({0})", DSL.list(parameters)), tablespace);
    }

    private static QueryPart predicate(Index index) {
        var predicate = index.predicate();
        return predicate == null ? NOTHING : part(" where {0}", DSL.raw(SqlText.single(predicate.sql())));
    }

    static String dropIndex(TableName index, boolean concurrently) {
        return sql("drop index {0}{1}", optional(concurrently, "concurrently "), Names.of(index));
    }

    static String attachIndex(TableName parent, TableName child) {
        return sql("alter index {0} attach partition {1}", Names.of(parent), Names.of(child));
    }

    // ---- constraints

    static String addUnique(TableName table, UniqueKey key, boolean only) {
        return sql(
                "alter table {0}{1} add constraint {2} {3}",
                optional(only, "only "), Names.of(table), DSL.name(String.valueOf(key.name())), unique(key));
    }

    private static QueryPart unique(UniqueKey key) {
        return part(
                "unique {0}({1}){2}{3}",
                optional(!key.nullsDistinct(), "nulls not distinct "),
                names(key.columns()),
                optional(!key.include().isEmpty(), " include ({0})", names(key.include())),
                deferral(key.deferral()));
    }

    static String addUniqueUsing(TableName table, UniqueKey key, String index) {
        return sql(
                "alter table {0} add constraint {1} unique using index {2}{3}",
                Names.of(table), DSL.name(String.valueOf(key.name())), DSL.name(index), deferral(key.deferral()));
    }

    private static QueryPart deferral(Deferral deferral) {
        return switch (deferral) {
            case NOT_DEFERRABLE -> NOTHING;
            case DEFERRABLE -> part(" deferrable");
            case INITIALLY_DEFERRED -> part(" deferrable initially deferred");
        };
    }

    static String addForeignKey(TableName table, ForeignKey key, Optional<ForeignKey> replaced) {
        return sql(
                "alter table {0} {1}add constraint {2} {3}{4}",
                Names.of(table),
                replaced.map(old -> part("drop constraint {0}, ", DSL.name(String.valueOf(old.name()))))
                        .orElse(NOTHING),
                DSL.name(String.valueOf(key.name())),
                foreignKey(key),
                optional(!key.validated(), " not valid"));
    }

    private static QueryPart foreignKey(ForeignKey key) {
        return part(
                "foreign key ({0}) references {1} ({2}){3}{4}{5}{6}{7}",
                names(key.columns()),
                Names.of(key.referenced()),
                names(key.referencedColumns()),
                optional(key.matchFull(), " match full"),
                action("delete", key.onDelete()),
                optional(!key.setColumns().isEmpty(), " ({0})", names(key.setColumns())),
                action("update", key.onUpdate()),
                deferral(key.deferral()));
    }

    private static QueryPart action(String event, ForeignKey.Action action) {
        return action == ForeignKey.Action.NO_ACTION
                ? NOTHING
                : part(" on {0} {1}", DSL.raw(event), DSL.raw(action.toString()));
    }

    static String addCheck(TableName table, Check check, boolean validated) {
        return sql(
                "alter table {0} add constraint {1} check ({2}){3}",
                Names.of(table),
                DSL.name(String.valueOf(check.name())),
                DSL.raw(SqlText.single(check.condition().sql())),
                optional(!validated, " not valid"));
    }

    static String validate(TableName table, @Nullable String constraint) {
        return sql("alter table {0} validate constraint {1}", Names.of(table), DSL.name(String.valueOf(constraint)));
    }

    static String dropConstraint(TableName table, String constraint) {
        return sql("alter table {0} drop constraint {1}", Names.of(table), DSL.name(constraint));
    }

    // ---- columns

    static String addColumn(TableName table, Column column, String type) {
        return sql("alter table {0} add column {1}", Names.of(table), column(column, type));
    }

    private static QueryPart column(Column column, String type) {
        return column(column, type, NOTHING);
    }

    /** What is said of an identity column's sequence stands right behind it. */
    private static QueryPart column(Column column, String type, QueryPart sequence) {
        var value = column.defaultValue();
        return part(
                "{0} {1}{2}{3}{4}{5}{6}",
                DSL.name(column.name()),
                DSL.raw(SqlText.single(type)),
                collation(column.collation()),
                value == null ? NOTHING : part(" default {0}", defaultValue(value.sql())),
                generation(column.generation()),
                sequence,
                optional(column.notNull(), " not null"));
    }

    private static QueryPart defaultValue(String sql) {
        return SIMPLE.matcher(sql).matches() ? DSL.raw(sql) : part("({0})", DSL.raw(SqlText.single(sql)));
    }

    private static QueryPart generation(Generation generation) {
        if (generation instanceof Generation.Computed computed) {
            return part(
                    " generated always as ({0}) {1}",
                    DSL.raw(SqlText.single(computed.expression().sql())),
                    DSL.raw(computed.stored() ? "stored" : "virtual"));
        }
        if (generation instanceof Generation.Identity identity) {
            return part(" generated {0} as identity", DSL.raw(identity.always() ? "always" : "by default"));
        }
        return NOTHING;
    }

    static String alterColumn(TableName table, String column, String action) {
        return sql("alter table {0} alter column {1} {2}", Names.of(table), DSL.name(column), DSL.raw(action));
    }

    static String addColumns(TableName table, List<Column> columns) {
        var added = columns.stream()
                .map(column -> part("add column {0}", column(column, column.type())))
                .toList();
        return sql("alter table {0} {1}", Names.of(table), DSL.list(added));
    }

    /** Of columns that have one. */
    static String setDefaults(TableName table, List<Column> columns) {
        var set = columns.stream()
                .map(column -> part(
                        "alter column {0} set default {1}",
                        DSL.name(column.name()), defaultValue(String.valueOf(column.defaultValue()))))
                .toList();
        return sql("alter table {0} {1}", Names.of(table), DSL.list(set));
    }

    /** {@return that a row is in a range of pages and has its turn: the ends, a mask and the turn are given when it runs} */
    static QueryPart pages(String alias) {
        var place = DSL.name(alias, "ctid");
        return part("{0} >= {1} and {0} < {1} and pg_catalog.hashtid({0}) & {1} = {1}", place, DSL.raw("?"));
    }

    // ---- tables

    /**
     * {@return a table with its columns and constraints, without its indexes}
     *
     * @param identities what is said of the sequences of identity columns, by their names
     */
    static String createTable(Table table, Map<String, QueryPart> identities) {
        var parts = new ArrayList<QueryPart>();
        table.columns()
                .forEach(column -> parts.add(column(
                        column,
                        column.type(),
                        Optional.ofNullable(identities.get(column.name()))
                                .map(options -> part(" ({0})", options))
                                .orElse(NOTHING))));
        var key = table.primaryKey();
        if (key != null) {
            parts.add(part("{0}primary key ({1})", constraint(key.name()), names(key.columns())));
        }
        table.uniqueKeys().forEach(each -> parts.add(part("{0}{1}", constraint(each.name()), unique(each))));
        table.checks()
                .forEach(check -> parts.add(part(
                        "{0}check ({1})",
                        constraint(check.name()),
                        DSL.raw(SqlText.single(check.condition().sql())))));
        table.foreignKeys().forEach(each -> parts.add(part("{0}{1}", constraint(each.name()), foreignKey(each))));
        return sql("create table {0} ({1})", Names.of(table.name()), DSL.list(parts));
    }

    private static QueryPart constraint(@Nullable String name) {
        return name == null ? NOTHING : part("constraint {0} ", DSL.name(name));
    }
}
