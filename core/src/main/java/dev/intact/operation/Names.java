package dev.intact.operation;

import dev.intact.catalog.Index;
import dev.intact.catalog.TableName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The names that are given where the user gives none: {@code uq_{table}_{columns}}. They are cut to PostgreSQL's 63
 * bytes (NAMEDATALEN) on every database, so that the same change makes the same names; what is cut ends in a checksum of
 * the whole, so that long names that begin alike stay apart.
 */
final class Names {
    private static final int MOST_BYTES = 63;
    private static final int CHECKSUM_CHARS = 9;

    private Names() {}

    static String unique(TableName table, List<String> parts) {
        return cut("uq_" + table.name() + "_" + String.join("_", parts));
    }

    static String index(TableName table, List<String> parts) {
        return cut("ix_" + table.name() + "_" + String.join("_", parts));
    }

    static String quarantine(TableName table) {
        return cut("intact_quarantine_" + table.name());
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

    static String cut(String name) {
        if (bytes(name) <= MOST_BYTES) {
            return name;
        }
        var checksum = new CRC32();
        checksum.update(name.getBytes(StandardCharsets.UTF_8));
        int end = name.length();
        while (bytes(name.substring(0, end)) > MOST_BYTES - CHECKSUM_CHARS) {
            end = name.offsetByCodePoints(end, -1);
        }
        return "%s_%08x".formatted(name.substring(0, end), checksum.getValue());
    }

    private static int bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }
}
