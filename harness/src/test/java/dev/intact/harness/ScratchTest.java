package dev.intact.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
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
        Assumptions.assumeTrue(
                Files.isWritable(shared) && Files.getFileStore(shared).getTotalSpace() > 4L << 30);
        try (var database = TestDatabases.sqliteFile().open()) {
            assertThat(database.url()).startsWith("jdbc:sqlite:/dev/shm/");
        }
        try (var database = TestDatabases.postgres().open()) {
            assertThat(database.rows("show data_directory").get(0).get(0).toString())
                    .startsWith("/dev/shm/");
        }
    }
}
