package dev.intact.sqlite;

import dev.intact.catalog.Catalog;
import dev.intact.operation.Primitive;
import dev.intact.operation.Together;
import dev.intact.plan.Phase;
import dev.intact.plan.Stage;
import java.util.function.BiFunction;

/** What is done at one moment: there is one transaction anyway. */
final class TogetherRendering {
    private TogetherRendering() {}

    static Stage stage(StageDraft draft, Together operation, BiFunction<Primitive, Catalog, Stage> render) {
        var now = draft.before();
        for (var part : operation.parts()) {
            var after = part.after(now);
            if (!after.equals(now)) {
                draft.add(render.apply(part, now.inPlace()));
            }
            now = after;
        }
        return draft.in(Phase.CONTRACT);
    }
}
