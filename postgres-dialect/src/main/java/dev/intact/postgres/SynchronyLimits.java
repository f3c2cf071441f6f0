package dev.intact.postgres;

import dev.intact.catalog.Column;
import dev.intact.catalog.ColumnPair;
import dev.intact.catalog.Deferral;
import dev.intact.catalog.Generation;
import dev.intact.error.UnsupportedChangeException;
import dev.intact.operation.Reconcile;
import dev.intact.operation.Reconciled;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What of two 1:1 tables cannot be kept equal while others write to both, and what applications can no longer do meanwhile. */
final class SynchronyLimits {
    private final PairSql pair;
    private final SynchronySql sql;

    SynchronyLimits(PairSql pair, SynchronySql sql) {
        this.pair = pair;
        this.sql = sql;
    }

    void refuseWhatCannotBeKeptEqual(List<Column> notNull) {
        var absorption = pair.absorption();
        refuseIf(
                absorption.pointer().isEmpty(),
                "the pointer is in %s alone, so a row that is new there cannot be told from one that is nobody's"
                        .formatted(absorption.source()));
        refuseIf(
                absorption.reconciled().stream().anyMatch(each -> each.choice() instanceof Reconcile.By),
                "an expression makes one value of two, once: what is written to either later could not be kept equal");
        refuseIf(
                notNull.isEmpty(),
                "none of the columns that move forbids NULL, so a row that is yet to be filled could not be told");
        for (var table : List.of(pair.source(), pair.target())) {
            refuseIf(
                    table.properties().containsKey("row security is forced"),
                    "row security holds for the owner of %s too, and could hide rows from what keeps both equal"
                            .formatted(table.name()));
        }
        // Documentation of CREATE TRIGGER: a BEFORE trigger does not see what is generated.
        absorption.joined().stream()
                .map(ColumnPair::from)
                .filter(column -> pair.target().column(column).generation() instanceof Generation.Computed)
                .forEach(column -> refuseIf(
                        true,
                        "%s (%s) is generated once a row is written, and a row is to be filled before"
                                .formatted(absorption.target(), column)));
        absorption.joined().stream()
                .filter(each -> absorption.pointer().contains(each.from()))
                .forEach(each -> refuseIf(
                        sql.next(each.to()).isEmpty(),
                        "a new application gives no %s, and %s has neither a sequence nor a function of the server's own for %s"
                                .formatted(each.from(), absorption.source(), each.to())));
        given().ifPresent(column -> refuseIf(
                true,
                "%s (%s) has no default, and a new application gives no value".formatted(absorption.source(), column)));
    }

    /** A column of the source that nothing gives a value to, for a row that a new application inserts. */
    private Optional<String> given() {
        var given = new HashSet<>(ColumnPair.from(pair.absorption().copiedRow()));
        return pair.source().columns().stream()
                .filter(column -> !given.contains(column.name()) && column.notNull())
                .filter(column -> column.defaultValue() == null && column.generation() instanceof Generation.None)
                .map(Column::name)
                .findFirst();
    }

    private void refuseIf(boolean refused, String reason) {
        if (refused) {
            throw new UnsupportedChangeException(
                    "collapsing %s while others write"
                            .formatted(pair.absorption().source()),
                    reason,
                    "do it when nobody writes: .atomic()");
        }
    }

    void warn(Stages stages) {
        stages.warn(
                "old and new applications that write to one pair of rows at a time can meet a deadlock (40P01), and must try again");
        stages.warn("TRUNCATE of %s or %s fails until the change is finished"
                .formatted(pair.source().name(), pair.target().name()));
        pair.absorption().reconciled().forEach(each -> warn(stages, each));
        warnOfLatePointers(stages);
    }

    private void warn(Stages stages, Reconciled each) {
        var from = "%s (%s)".formatted(pair.source().name(), each.columns().from());
        var to = "%s (%s)".formatted(pair.target().name(), each.columns().to());
        if (each.choice() instanceof Reconcile.PreferSource) {
            stages.warn(
                    "%s and %s hold the same from then on, which an old application takes for two".formatted(from, to));
        }
        if (each.choice() instanceof Reconcile.Agree) {
            stages.warn("rows that an old application inserts with two values in %s and %s are refused by CONTRACT"
                    .formatted(from, to));
        }
        stages.warn(
                "what one of %s and %s refuses to hold is refused to writers of the other, too".formatted(from, to));
        boolean copied = pair.absorption().copies().contains(each.columns());
        if (copied
                && pair.target().column(each.columns().to()).notNull()
                && !pair.source().column(each.columns().from()).notNull()) {
            stages.warn("an old application can no longer write NULL to %s, since %s takes none".formatted(from, to));
        }
    }

    /** A row that points nowhere yet is one of a new application's, for all that can be told. */
    private void warnOfLatePointers(Stages stages) {
        boolean canBeLate = pair.absorption().pointer().stream()
                .anyMatch(column -> !pair.target().column(column).notNull());
        if (canBeLate) {
            stages.warn(
                    "an old application that inserts a row of %s before it points at one of %s leaves one more that is nobody's, which CONTRACT refuses"
                            .formatted(pair.target().name(), pair.source().name()));
        }
        var needed = pair.absorption().moved().stream()
                .filter(each -> pair.source().column(each.from()).notNull()
                        && pair.source().column(each.from()).defaultValue() == null)
                .map(ColumnPair::to)
                .collect(Collectors.joining(", "));
        if (!needed.isEmpty() && (canBeLate || pair.insertedLate() != Deferral.NOT_DEFERRABLE)) {
            stages.warn("an old application can no longer insert a row of %s before that of %s: %s would have no value"
                    .formatted(pair.target().name(), pair.source().name(), needed));
        }
    }
}
