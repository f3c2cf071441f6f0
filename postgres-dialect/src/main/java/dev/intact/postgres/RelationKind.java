package dev.intact.postgres;

/** The kinds that pg_class.relkind tells, in words. */
final class RelationKind {
    private RelationKind() {}

    static String words(String kind) {
        return switch (kind) {
            case "r" -> "a table";
            case "p" -> "a partitioned table";
            case "i", "I" -> "an index";
            case "S" -> "a sequence";
            case "v" -> "a view";
            case "m" -> "a materialized view";
            case "c" -> "a composite type";
            case "f" -> "a foreign table";
            default -> "a relation of the kind " + kind;
        };
    }
}
