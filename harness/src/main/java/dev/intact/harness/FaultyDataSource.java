package dev.intact.harness;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Hands out connections that {@link Faults} watches over. */
final class FaultyDataSource implements DataSource {
    private final DataSource real;
    private final Faults faults;

    FaultyDataSource(DataSource real, Faults faults) {
        this.real = real;
        this.faults = faults;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return watched(real.getConnection());
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return watched(real.getConnection(user, password));
    }

    private Connection watched(Connection opened) throws SQLException {
        try {
            var connection = new FaultyConnection(opened, real, faults);
            faults.opened(connection);
            return connection.proxy();
        } catch (SQLException refused) {
            opened.close();
            throw refused;
        }
    }

    @Override
    public @Nullable PrintWriter getLogWriter() throws SQLException {
        return real.getLogWriter();
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter writer) throws SQLException {
        real.setLogWriter(writer);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        real.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return real.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger("");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return type.isInstance(this) ? type.cast(this) : real.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || real.isWrapperFor(type);
    }
}
