package dev.intact.harness;

import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** SQL, known by its text. */
record Scripts(List<String> scripts) implements Migration {
    Scripts {
        scripts = List.copyOf(scripts);
    }

    @Override
    public void migrate(DataSource dataSource) throws SQLException {
        try (var connection = dataSource.getConnection()) {
            Script.run(connection, scripts);
        }
    }
}
