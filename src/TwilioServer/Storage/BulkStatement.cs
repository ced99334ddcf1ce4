using Npgsql;
using NpgsqlTypes;

namespace TwilioServer.Storage;

/// <summary>
/// A statement that takes its rows as arrays, one parameter a column, so that any number of rows is one statement with
/// one plan. The columns are filled, sent and emptied again and again.
/// </summary>
public sealed class BulkStatement
{
    private readonly string _sql;
    private readonly List<NpgsqlParameter> _parameters = [];
    private readonly List<Action> _clear = [];
    private NpgsqlBatchCommand? _command;
    private int _rows;

    public BulkStatement(string sqlName) => _sql = Sql.Load(sqlName);

    /// <summary>Whether any row waits to be sent.</summary>
    public bool HasRows => _rows > 0;

    /// <summary>Adds a parameter, in the order in which the statement numbers them.</summary>
    public List<T> Column<T>(NpgsqlDbType elementType)
    {
        var values = new List<T>();
        _parameters.Add(
            new NpgsqlParameter<List<T>> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | elementType }
        );
        _clear.Add(values.Clear);
        return values;
    }

    /// <summary>Says that each column got one more value.</summary>
    public void EndRow() => _rows++;

    /// <summary>Adds the statement to a batch, if it has rows.</summary>
    /// <returns>Whether it was added: then the batch's reader has a result for it.</returns>
    public bool AppendTo(NpgsqlBatch batch)
    {
        if (_rows == 0)
            return false;
        batch.BatchCommands.Add(FreshCommand());
        return true;
    }

    public void Clear()
    {
        _rows = 0;
        foreach (var clear in _clear)
            clear();
    }

    /// <summary>
    /// A command remembers the statement that it was prepared as, and would name it on another connection too, where it
    /// does not exist. So each batch has its own; what costs is prepared once a connection all the same.
    /// </summary>
    private NpgsqlBatchCommand FreshCommand()
    {
        _command?.Parameters.Clear();
        _command = new NpgsqlBatchCommand(_sql);
        foreach (var parameter in _parameters)
            _command.Parameters.Add(parameter);
        return _command;
    }
}
