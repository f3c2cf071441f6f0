package dev.intact.postgres;

import dev.intact.catalog.TableName;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** The names of the parts that partitions have in an index of the table above them, the same at every attempt. */
final class PartNames {
    private static final int MOST_BYTES = 63;
    private static final int CHECKSUM_CHARS = 9;

    private PartNames() {}

    static String of(TableName partition, String index) {
        return cut(partition.name() + "_" + index);
    }

    /** {@return the name, cut to what the server keeps of it, a checksum telling apart what begins alike} */
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
