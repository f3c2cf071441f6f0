package dev.intact.operation;

/**
 * An order of rows by a column.
 *
 * @param column the column
 * @param descending whether the greatest comes first
 */
public record Sorting(String column, boolean descending) {
    /** {@return the opposite order} */
    Sorting reversed() {
        return new Sorting(column, !descending);
    }

    Call call() {
        return Call.of(descending ? "desc" : "asc", column);
    }

    static Sorting read(Call call) {
        return switch (call.name()) {
            case "asc" -> new Sorting(call.text(0), false);
            case "desc" -> new Sorting(call.text(0), true);
            default -> throw call.unexpected();
        };
    }
}
