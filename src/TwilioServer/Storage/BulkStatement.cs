using Npgsql;
using NpgsqlTypes;

namespace TwilioServer.Storage;

/// <summary>
/// A statement that takes its rows as arrays, one parameter a column, so that any number of rows is one statement with
/// one plan. The columns are filled, sent and emptied again and again.
/// </summary>
/// <typeparam name="TRow">What a row is made of.</typeparam>
public sealed class BulkStatement<TRow>(string sqlName)
{
    private readonly string _sql = Sql.Load(sqlName);
    private readonly List<Column> _columns = [];
    private NpgsqlBatchCommand? _command;
    private int _rows;

    /// <summary>Adds a parameter, in the order in which the statement numbers them.</summary>
    /// <param name="elementType">The type of the array's elements.</param>
    /// <param name="value">Takes the column's value from a row.</param>
    public BulkStatement<TRow> With<TValue>(NpgsqlDbType elementType, Func<TRow, TValue> value)
    {
        _columns.Add(new Column<TValue>(elementType, value));
        return this;
    }

    public void Add(TRow row)
    {
        foreach (var column in _columns)
            column.Add(row);
        _rows++;
    }

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
        foreach (var column in _columns)
            column.Clear();
    }

    /// <summary>
    /// A command remembers the statement that it was prepared as, and would name it on another connection too, where it
    /// does not exist. So each batch has its own; what costs is prepared once a connection all the same.
    /// </summary>
    private NpgsqlBatchCommand FreshCommand()
    {
        _command?.Parameters.Clear();
        _command = new NpgsqlBatchCommand(_sql);
        foreach (var column in _columns)
            _command.Parameters.Add(column.Parameter);
        return _command;
    }

    private abstract class Column
    {
        public abstract NpgsqlParameter Parameter { get; }

        public abstract void Add(TRow row);

        public abstract void Clear();
    }

    private sealed class Column<TValue> : Column
    {
        private readonly Func<TRow, TValue> _value;
        private readonly List<TValue> _values = [];

        public Column(NpgsqlDbType elementType, Func<TRow, TValue> value)
        {
            _value = value;
            Parameter = new NpgsqlParameter<List<TValue>>
            {
                TypedValue = _values,
                NpgsqlDbType = NpgsqlDbType.Array | elementType,
            };
        }

        public override NpgsqlParameter Parameter { get; }

        public override void Add(TRow row) => _values.Add(_value(row));

        public override void Clear() => _values.Clear();
    }
}
