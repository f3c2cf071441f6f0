package dev.intact.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ScratchTest {
    @TempDir
    private Path memory = Path.of("");

    @TempDir
    private Path disk = Path.of("");

    @Test
    void itIsInMemoryWhereThereIsRoom() throws IOException {
        assertThat(Scratch.memoryOrDisk(memory, disk, 1)).isEqualTo(memory);
    }

    @Test
    void itIsOnDiskWhereThereIsNoRoomOrNoMemoryDisk() throws IOException {
        assertThat(Scratch.memoryOrDisk(memory, disk, Long.MAX_VALUE)).isEqualTo(disk);
        assertThat(Scratch.memoryOrDisk(memory.resolve("none"), disk, 1)).isEqualTo(disk);
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "others have no such memory disk")
    void databasesAreThere() throws Exception {
        var shared = Path.of("/dev/shm");
        boolean roomy = Files.isWritable(shared) && Files.getFileStore(shared).getUsableSpace() > 2L << 30;
        try (var database = TestDatabases.sqliteFile().open()) {
            assertThat(database.url().startsWith("jdbc:sqlite:/dev/shm/")).isEqualTo(roomy);
        }
        try (var database = TestDatabases.postgres().open()) {
            var directory =
                    String.valueOf(database.rows("show data_directory").get(0).get(0));
            assertThat(directory.startsWith("/dev/shm/")).isEqualTo(roomy);
        }
    }
}
