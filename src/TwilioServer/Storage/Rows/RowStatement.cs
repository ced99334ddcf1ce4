using Npgsql;

namespace TwilioServer.Storage.Rows;

/// <summary>
/// A statement that takes any number of rows as one parameter, an array of a composite type. Beside
/// <see cref="BulkStatement{TRow}"/>, whose columns are arrays of their own, the server unfolds one array instead of
/// twenty: for the journal's rows that is an eighth of its time.
/// </summary>
/// <param name="rowType">A composite type of the schema <c>twilio_server</c>; the statement casts to its array.</param>
/// <param name="write">Writes the type's attributes in their order.</param>
public sealed class RowStatement<TRow>(string sqlName, string rowType, Action<RowBuffer, TRow> write)
{
    private readonly string _sql = Sql.Load(sqlName);
    private readonly string _arrayType = $"twilio_server.{rowType}[]";
    private readonly RowBuffer _rows = new();

    public void Add(TRow row)
    {
        _rows.BeginRow();
        write(_rows, row);
        _rows.EndRow();
    }

    /// <summary>Adds the statement to a batch, if it has rows.</summary>
    /// <returns>Whether it was added: then the batch's reader has a result for it.</returns>
    public bool AppendTo(NpgsqlBatch batch)
    {
        if (_rows.Rows == 0)
            return false;
        batch.BatchCommands.Add(Command());
        return true;
    }

    /// <summary>The statement with the rows that it has, even if it has none.</summary>
    public NpgsqlBatchCommand Command() =>
        new(_sql)
        {
            Parameters =
            {
                new NpgsqlParameter<RowBuffer> { TypedValue = _rows, DataTypeName = _arrayType },
            },
        };

    public void Clear() => _rows.Clear();
}
