package dev.intact.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A column.
 *
 * @param name its name
 * @param type its type as the database writes it, with length and precision; empty where SQLite has none
 * @param notNull whether NULL is forbidden
 * @param defaultValue its default, or null
 * @param generation how its values come about by themselves
 * @param collation its collation where that is not the type's own, or null
 */
public record Column(
        String name,
        String type,
        boolean notNull,
        @Nullable Expression defaultValue,
        Generation generation,
        @Nullable String collation) {
    /** A nullable column without a default. */
    public static Column of(String name, String type) {
        return new Column(name, type, false, null, new Generation.None(), null);
    }

    /** {@return this column under another name} */
    public Column withName(String other) {
        return new Column(other, type, notNull, defaultValue, generation, collation);
    }

    /** {@return this column, NULL forbidden or allowed} */
    public Column withNotNull(boolean forbidden) {
        return new Column(name, type, forbidden, defaultValue, generation, collation);
    }

    /** {@return this column with that default} */
    public Column withDefault(@Nullable Expression value) {
        return new Column(name, type, notNull, value, generation, collation);
    }

    /** {@return this column with that collation} */
    public Column withCollation(@Nullable String name) {
        return new Column(this.name, type, notNull, defaultValue, generation, name);
    }

    /**
     * {@return the expression whose normal form is that of the default: cast to the column's type, since a database may
     * store {@code 'a'} as {@code 'a'::character varying}; empty where there is no default}
     */
    public String defaultAsComparable() {
        return defaultValue == null ? "" : "cast((%s) as %s)".formatted(defaultValue.sql(), type);
    }

    @Override
    public String toString() {
        var text = new StringBuilder(name).append(' ').append(type);
        if (collation != null) {
            text.append(" collate ").append(collation);
        }
        if (defaultValue != null) {
            text.append(" default ").append(defaultValue);
        }
        if (!(generation instanceof Generation.None)) {
            text.append(' ').append(generation);
        }
        return notNull ? text.append(" not null").toString() : text.toString();
    }
}
