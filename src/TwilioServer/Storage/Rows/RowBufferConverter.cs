using Npgsql;
using Npgsql.Internal;
using Npgsql.Internal.Postgres;

#pragma warning disable NPG9001 // Npgsql's own types are made with it; the API may change with a major version.

namespace TwilioServer.Storage.Rows;

/// <summary>Sends a <see cref="RowBuffer"/> as an array of the composite type that the parameter names.</summary>
internal sealed class RowBufferConverter(PgTypeId elementType) : PgStreamingConverter<RowBuffer>
{
    /// <summary>Dimensions, flags, element type, length, lower bound (<c>array_recv</c> in the server's <c>arrayfuncs.c</c>).</summary>
    private const int HeaderBytes = 20;
    private const int EmptyHeaderBytes = 12;

    public override RowBuffer Read(PgReader reader) => throw Unreadable();

    public override ValueTask<RowBuffer> ReadAsync(PgReader reader, CancellationToken cancellationToken = default) =>
        throw Unreadable();

    public override Size GetSize(SizeContext context, RowBuffer value, ref object? writeState) =>
        value.Rows == 0 ? EmptyHeaderBytes : HeaderBytes + value.Written.Length;

    public override void Write(PgWriter writer, RowBuffer value)
    {
        if (writer.ShouldFlush(HeaderBytes))
            writer.Flush();
        WriteHeader(writer, value);
        writer.WriteBytes(value.Written.Span);
    }

    public override async ValueTask WriteAsync(
        PgWriter writer,
        RowBuffer value,
        CancellationToken cancellationToken = default
    )
    {
        if (writer.ShouldFlush(HeaderBytes))
            await writer.FlushAsync(cancellationToken);
        WriteHeader(writer, value);
        await writer.WriteBytesAsync(value.Written, cancellationToken);
    }

    private void WriteHeader(PgWriter writer, RowBuffer value)
    {
        writer.WriteInt32(value.Rows == 0 ? 0 : 1);
        writer.WriteInt32(0);
        writer.WriteAsOid(elementType);
        if (value.Rows == 0)
            return;
        writer.WriteInt32(value.Rows);
        writer.WriteInt32(1);
    }

    private static NotSupportedException Unreadable() => new("Rows are written, never read, in this form.");
}

/// <summary>Tells Npgsql about <see cref="RowBufferConverter"/>.</summary>
internal sealed class RowBufferTypes : PgTypeInfoResolverFactory
{
    public override IPgTypeInfoResolver CreateResolver() => new Resolver();

    public override IPgTypeInfoResolver? CreateArrayResolver() => null;

    private sealed class Resolver : IPgTypeInfoResolver
    {
        public PgTypeInfo? GetTypeInfo(Type? type, DataTypeName? dataTypeName, PgSerializerOptions options)
        {
            if (type != typeof(RowBuffer) || dataTypeName is not { IsArray: true } array)
                return null;
            var element = options.GetArrayElementTypeId(array);
            return new PgTypeInfo(options, new RowBufferConverter(element), array) { SupportsReading = false };
        }
    }
}
