using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TwilioServer.Storage.Rows;

/// <summary>
/// Rows of a composite type in PostgreSQL's binary format, one after the other: the number of columns, then for each its
/// type, its length and its value (<c>record_recv</c> in the server's <c>rowtypes.c</c>). Columns are written in the order
/// of the type's attributes; one too many, too few or of another type is refused by the server.
/// </summary>
public sealed class RowBuffer
{
    private const int NullLength = -1;
    private const byte JsonbVersion = 1;
    private const byte InetVersion4 = 2;
    private const byte InetVersion6 = 3;

    /// <summary>Microseconds from 0001-01-01 to PostgreSQL's zero, 2000-01-01.</summary>
    private static readonly long PostgresEpochTicks = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    private byte[] _bytes = new byte[4096];
    private int _length;
    private int _rowStart;
    private int _columns;

    /// <summary>Rows that are complete.</summary>
    public int Rows { get; private set; }

    /// <summary>What was written since <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    public void BeginRow()
    {
        _rowStart = _length;
        _columns = 0;
        Skip(sizeof(int) * 2);
    }

    public void EndRow()
    {
        var row = _bytes.AsSpan(_rowStart);
        BinaryPrimitives.WriteInt32BigEndian(row, _length - _rowStart - sizeof(int));
        BinaryPrimitives.WriteInt32BigEndian(row[sizeof(int)..], _columns);
        Rows++;
    }

    public void Clear()
    {
        _length = 0;
        Rows = 0;
    }

    public void Uuid(Guid value)
    {
        var written = value.TryWriteBytes(Column(2950, 16), bigEndian: true, out _);
        Debug.Assert(written, "A UUID has 16 bytes.");
    }

    public void Uuid(Guid? value)
    {
        if (value is { } present)
            Uuid(present);
        else
            Null(2950);
    }

    public void Text(string? value)
    {
        if (value is null)
            Null(25);
        else
            Utf8(25, value, prefix: 0);
    }

    public void Jsonb(ReadOnlySpan<byte> utf8)
    {
        var column = Column(3802, utf8.Length + 1);
        column[0] = JsonbVersion;
        utf8.CopyTo(column[1..]);
    }

    public void Jsonb(string value) => Utf8(3802, value, prefix: 1);

    public void TimestampTz(DateTimeOffset value) =>
        BinaryPrimitives.WriteInt64BigEndian(
            Column(1184, sizeof(long)),
            (value.UtcTicks - PostgresEpochTicks) / TimeSpan.TicksPerMicrosecond
        );

    public void TimestampTz(DateTimeOffset? value)
    {
        if (value is { } present)
            TimestampTz(present);
        else
            Null(1184);
    }

    public void Bigint(long value) => BinaryPrimitives.WriteInt64BigEndian(Column(20, sizeof(long)), value);

    public void Bigint(long? value)
    {
        if (value is { } present)
            Bigint(present);
        else
            Null(20);
    }

    public void Integer(int value) => BinaryPrimitives.WriteInt32BigEndian(Column(23, sizeof(int)), value);

    public void Integer(int? value)
    {
        if (value is { } present)
            Integer(present);
        else
            Null(23);
    }

    public void Smallint(short value) => BinaryPrimitives.WriteInt16BigEndian(Column(21, sizeof(short)), value);

    public void Real(float value) => BinaryPrimitives.WriteSingleBigEndian(Column(700, sizeof(float)), value);

    public void Boolean(bool? value)
    {
        if (value is { } present)
            Column(16, 1)[0] = present ? (byte)1 : (byte)0;
        else
            Null(16);
    }

    /// <summary>A single address: its network is as long as itself.</summary>
    public void Inet(IPAddress? value)
    {
        if (value is null)
        {
            Null(869);
            return;
        }
        var isVersion4 = value.AddressFamily == AddressFamily.InterNetwork;
        var length = isVersion4 ? 4 : 16;
        var column = Column(869, 4 + length);
        column[0] = isVersion4 ? InetVersion4 : InetVersion6;
        column[1] = (byte)(length * 8);
        column[2] = 0;
        column[3] = (byte)length;
        var written = value.TryWriteBytes(column[4..], out _);
        Debug.Assert(written, "An address has 4 or 16 bytes.");
    }

    private void Null(int type) => WriteHeader(type, NullLength);

    /// <summary>A column's header, and the place for its value.</summary>
    private Span<byte> Column(int type, int length)
    {
        WriteHeader(type, length);
        return Skip(length);
    }

    private void Utf8(int type, string value, int prefix)
    {
        var start = _length;
        WriteHeader(type, 0);
        Ensure(prefix + Encoding.UTF8.GetMaxByteCount(value.Length));
        if (prefix > 0)
            _bytes[_length++] = JsonbVersion;
        var length = Encoding.UTF8.GetBytes(value, _bytes.AsSpan(_length));
        _length += length;
        BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(start + sizeof(int)), prefix + length);
    }

    private void WriteHeader(int type, int length)
    {
        var header = Skip(sizeof(int) * 2);
        BinaryPrimitives.WriteInt32BigEndian(header, type);
        BinaryPrimitives.WriteInt32BigEndian(header[sizeof(int)..], length);
        _columns++;
    }

    private Span<byte> Skip(int length)
    {
        Ensure(length);
        _length += length;
        return _bytes.AsSpan(_length - length, length);
    }

    private void Ensure(int length)
    {
        if (_length + length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + length));
    }
}
