package dev.intact.harness;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Hands out connections that {@link Faults} watches over. */
final class FaultyDataSource extends ForwardingDataSource {
    private final DataSource real;
    private final Faults faults;

    FaultyDataSource(DataSource real, Faults faults) {
        super(real);
        this.real = real;
        this.faults = faults;
    }

    @Override
    Connection handOut(Connection opened) throws SQLException {
        try {
            var connection = new FaultyConnection(opened, real, faults);
            faults.opened(connection);
            return connection.proxy();
        } catch (SQLException refused) {
            opened.close();
            throw refused;
        }
    }
}
