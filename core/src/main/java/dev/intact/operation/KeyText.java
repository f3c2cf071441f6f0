package dev.intact.operation;

import dev.intact.catalog.Deferral;
import dev.intact.catalog.ForeignKey;
import dev.intact.catalog.ForeignKey.Action;
import dev.intact.catalog.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A foreign key in a change's text: {@code ("b", "a_id").references("a", "id").onDelete("cascade")}. */
final class KeyText {
    private KeyText() {}

    /** {@return the head of an operation's text, and a call for all of the key that is not as it is by itself} */
    static List<Call> calls(String operation, TableName table, ForeignKey key) {
        var calls = new ArrayList<Call>();
        calls.add(Call.of(operation, table, key.columns()));
        calls.add(Call.of("references", key.referenced(), key.referencedColumns()));
        if (key.name() != null) {
            calls.add(Call.of("named", key.name()));
        }
        if (key.onDelete() != Action.NO_ACTION) {
            calls.add(Call.of("onDelete", key.onDelete().toString()));
        }
        if (key.onUpdate() != Action.NO_ACTION) {
            calls.add(Call.of("onUpdate", key.onUpdate().toString()));
        }
        if (!key.setColumns().isEmpty()) {
            calls.add(Call.of("settingOnly", key.setColumns()));
        }
        if (key.matchFull()) {
            calls.add(Call.of("matchFull"));
        }
        if (key.deferral().deferrable()) {
            calls.add(Call.of(key.deferral() == Deferral.DEFERRABLE ? "deferrable" : "initiallyDeferred"));
        }
        if (!key.validated()) {
            calls.add(Call.of("notValid"));
        }
        return calls;
    }

    /** {@return the key that the head of a text begins, which {@link #with} completes by the calls that follow "references"} */
    static ForeignKey begin(Call head, List<Call> rest) {
        if (rest.isEmpty() || !rest.get(0).name().equals("references")) {
            throw head.unexpected();
        }
        return Keys.of(head.texts(1), rest.get(0).table(), rest.get(0).texts(1));
    }

    /** {@return the key as that call has it} */
    static ForeignKey with(ForeignKey key, Call call) {
        return switch (call.name()) {
            case "named" -> key.withName(call.text(0));
            case "onDelete" -> key.withActions(action(call), key.onUpdate());
            case "onUpdate" -> key.withActions(key.onDelete(), action(call));
            case "settingOnly" -> key.withSetColumns(call.texts(0));
            case "matchFull" -> key.withMatchFull(true);
            case "deferrable" -> key.withDeferral(Deferral.DEFERRABLE);
            case "initiallyDeferred" -> key.withDeferral(Deferral.INITIALLY_DEFERRED);
            case "notValid" -> key.withValidated(false);
            default -> throw call.unexpected();
        };
    }

    private static Action action(Call call) {
        try {
            return Action.valueOf(call.text(0).toUpperCase(Locale.ROOT).replace(' ', '_'));
        } catch (IllegalArgumentException e) {
            throw call.unexpected();
        }
    }
}
