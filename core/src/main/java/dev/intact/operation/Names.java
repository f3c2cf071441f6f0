package dev.intact.operation;

import dev.intact.catalog.Index;
import dev.intact.catalog.ShortName;
import dev.intact.catalog.TableName;
import java.util.List;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The names that are given where the user gives none: {@code uq_{table}_{columns}}. */
final class Names {
    private Names() {}

    static String unique(TableName table, List<String> parts) {
        return ShortName.of("uq_" + table.name() + "_" + String.join("_", parts));
    }

    static String index(TableName table, List<String> parts) {
        return ShortName.of("ix_" + table.name() + "_" + String.join("_", parts));
    }

    static String foreignKey(TableName table, List<String> columns) {
        return ShortName.of("fk_" + table.name() + "_" + String.join("_", columns));
    }

    /** Of a foreign key that takes the place of one to another table, whose name is still taken. */
    static String carried(TableName table, List<String> columns, TableName referenced) {
        return ShortName.of("fk_%s_%s_%s".formatted(table.name(), String.join("_", columns), referenced.name()));
    }

    /** Of a foreign key that takes the place of a narrower one: named as that was, where its columns tell its name. */
    static @Nullable String following(TableName table, @Nullable String old, List<String> columns, List<String> wider) {
        if (old == null) {
            return null;
        }
        var told = String.join("_", columns);
        return old.contains(told) ? ShortName.of(old.replace(told, String.join("_", wider))) : foreignKey(table, wider);
    }

    static String check(TableName table, List<String> columns) {
        return ShortName.of("ck_" + table.name() + "_" + String.join("_", columns));
    }

    /** A name inside an expression. */
    static String quoted(String name) {
        return DSL.using(SQLDialect.DEFAULT).render(DSL.name(name));
    }

    /** Of an index that is there as long as two tables are kept 1:1 by these columns. */
    static String oneToOne(TableName table, List<String> columns) {
        return ShortName.of("intact_one_to_one_" + table.name() + "_" + String.join("_", columns));
    }

    static String quarantine(TableName table) {
        return ShortName.of("intact_quarantine_" + table.name());
    }

    /** What an index is over, in words that can stand in a name. */
    static List<String> parts(Index index) {
        return index.terms().stream()
                .map(term -> term.value()
                        .toString()
                        .replaceAll("[^\\p{L}\\p{N}]+", "_")
                        .replaceAll("^_+|_+$", ""))
                .toList();
    }
}
