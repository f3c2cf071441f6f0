package dev.intact.operation;

import dev.intact.catalog.ColumnPair;
import java.util.List;

/**
 * A column that both tables have.
 *
 * @param columns the column of the table that goes, and that of the one that stays
 * @param choice which value counts
 */
public record Reconciled(ColumnPair columns, Reconcile choice) {
    Call call() {
        return PairText.with("reconciling", columns, call(choice));
    }

    static Call call(Reconcile choice) {
        if (choice instanceof Reconcile.By by) {
            return Call.of("by", by.expression().sql());
        }
        return Call.of(
                choice instanceof Reconcile.PreferSource
                        ? "preferSource"
                        : choice instanceof Reconcile.PreferTarget ? "preferTarget" : "agree");
    }

    static Reconciled read(Call call) {
        var chains = call.chains();
        return new Reconciled(PairText.read(chains.get(0)), choice(chains.get(1)));
    }

    static Reconcile choice(List<Call> chain) {
        var call = chain.get(0);
        return switch (call.name()) {
            case "by" -> Reconcile.by(call.text(0));
            case "preferSource" -> Reconcile.preferSource();
            case "preferTarget" -> Reconcile.preferTarget();
            case "agree" -> new Reconcile.Agree();
            default -> throw call.unexpected();
        };
    }
}
