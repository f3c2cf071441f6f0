package dev.intact.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A CHECK constraint.
 *
 * @param name its name, or null where it has none or any
 * @param condition what must not be false
 * @param validated whether the rows that were there before it have been checked
 */
public record Check(@Nullable String name, Expression condition, boolean validated) {
    @Override
    public String toString() {
        return "check (" + condition + ")" + (validated ? "" : " (not validated)");
    }
}
