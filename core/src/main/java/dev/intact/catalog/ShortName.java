package dev.intact.catalog;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Names that are made, not given, cut to PostgreSQL's 63 bytes (NAMEDATALEN) on every database, so that the same change
 * makes the same names. What is cut ends in a checksum of the whole, so that long names that begin alike stay apart.
 */
public final class ShortName {
    private static final int MOST_BYTES = 63;
    private static final int CHECKSUM_CHARS = 9;

    private ShortName() {}

    /** {@return the name, cut if it is too long} */
    public static String of(String name) {
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
