package dev.intact.postgres;

import dev.intact.catalog.Catalog;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.Deferral;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.Table;
import dev.intact.operation.Absorption;
import dev.intact.plan.Lock;
import dev.intact.plan.Step;
import java.util.Comparator;
import java.util.List;
import org.jooq.QueryPart;
import org.jooq.impl.DSL;

/** What statements about two 1:1 tables say again and again: {@code source} is the one that goes, {@code target} the other. */
final class PairSql {
    static final String SOURCE = "source";
    static final String TARGET = "target";

    private final Catalog before;
    private final Absorption absorption;

    private PairSql(Catalog before, Absorption absorption) {
        this.before = before;
        this.absorption = absorption;
    }

    static PairSql of(Catalog before, Absorption absorption) {
        return new PairSql(before, absorption.exact(before));
    }

    Absorption absorption() {
        return absorption;
    }

    Table target() {
        return before.table(absorption.target());
    }

    Table source() {
        return before.table(absorption.source());
    }

    /** {@return the source's own rows, under its alias} */
    QueryPart sources() {
        return rows(source(), SOURCE);
    }

    /** {@return the target's own rows, under its alias} */
    QueryPart targets() {
        return rows(target(), TARGET);
    }

    private QueryPart rows(Table table, String alias) {
        return Ddl.part("{0}{1} as {2}", QuarantineSteps.only(before, table), Names.of(table.name()), DSL.name(alias));
    }

    /** {@return that a row of the source and one of the target belong together, each under that alias} */
    QueryPart belong(String source, String target) {
        return Ddl.and(absorption.joined().stream()
                .map(pair -> Ddl.part("{0} = {1}", DSL.name(source, pair.to()), DSL.name(target, pair.from())))
                .toList());
    }

    QueryPart belong() {
        return belong(SOURCE, TARGET);
    }

    /** {@return columns, those of that alias} */
    static QueryPart columns(String alias, List<String> columns) {
        return DSL.list(columns.stream().map(column -> DSL.name(alias, column)).toList());
    }

    /** {@return values, to be compared to the last byte, also where their type has no equality} */
    static QueryPart image(String alias, List<String> columns) {
        return Ddl.part("cast(row({0}) as record)", columns(alias, columns));
    }

    /** {@return the source's columns that are written to the target} */
    List<String> from() {
        return ColumnPair.from(absorption.written());
    }

    /** {@return the target's columns that they are written to} */
    List<String> to() {
        return ColumnPair.to(absorption.written());
    }

    /** {@return how long a row may wait for the one of the source that it points at} */
    Deferral insertedLate() {
        return target().foreignKeys().stream()
                .filter(key -> key.referenced().equals(source().name()))
                .map(ForeignKey::deferral)
                .min(Comparator.naturalOrder())
                .orElse(Deferral.INITIALLY_DEFERRED);
    }

    /** {@return the step that lets nobody else at both, the target first, as writers of both lock them} */
    Step lock() {
        return Steps.brief(
                Ddl.sql(
                        "lock table {0}, {1} in access exclusive mode",
                        Names.of(target().name()), Names.of(source().name())),
                "keep everyone out",
                List.of(
                        new Lock(Lock.Mode.ACCESS_EXCLUSIVE, target().name()),
                        new Lock(Lock.Mode.ACCESS_EXCLUSIVE, source().name())));
    }
}
