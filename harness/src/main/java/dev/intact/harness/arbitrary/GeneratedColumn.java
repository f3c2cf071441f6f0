package dev.intact.harness.arbitrary;

import java.util.Optional;

/**
 * A column.
 *
 * @param name its name
 * @param type what is in it
 * @param notNull whether NULL is forbidden
 * @param reference the table that it refers to, if any
 */
public record GeneratedColumn(String name, Type type, boolean notNull, Optional<Reference> reference) {
    /** What is in a column. */
    public enum Type {
        /** Whole numbers. */
        INTEGER,
        /** Texts. */
        TEXT
    }

    /**
     * What a column refers to.
     *
     * @param table the table
     * @param key its primary key
     * @param declared whether there is a foreign key; without one, the column may refer to rows that are not there
     */
    public record Reference(String table, String key, boolean declared) {}

    /** {@return a nullable column of texts} */
    public static GeneratedColumn ofTexts(String name) {
        return new GeneratedColumn(name, Type.TEXT, false, Optional.empty());
    }
}
