using System.Text;

namespace TwilioServer.Redis;

public enum RedisReplyKind
{
    Nil,
    Text,
    Error,
    Integer,
    Blob,
    Array,
}

/// <summary>A reply in RESP2. Reading it as what it is not is a mistake of the program and throws.</summary>
public readonly struct RedisReply
{
    private readonly long _integer;
    private readonly object? _value;

    private RedisReply(RedisReplyKind kind, long integer, object? value)
    {
        Kind = kind;
        _integer = integer;
        _value = value;
    }

    public RedisReplyKind Kind { get; }

    public bool IsNil => Kind == RedisReplyKind.Nil;

    public static RedisReply Nil => default;

    /// <summary>A simple string, or an error's text.</summary>
    public string Text => (string)Of(_value, RedisReplyKind.Text, RedisReplyKind.Error);

    public byte[] Blob => (byte[])Of(_value, RedisReplyKind.Blob);

    public IReadOnlyList<RedisReply> Items => (RedisReply[])Of(_value, RedisReplyKind.Array);

    public long Integer =>
        Kind == RedisReplyKind.Integer ? _integer : throw new InvalidOperationException($"A {Kind} is no Integer.");

    /// <summary>A blob or simple string as text; null for nil.</summary>
    public string? AsString() =>
        Kind switch
        {
            RedisReplyKind.Nil => null,
            RedisReplyKind.Blob => Encoding.UTF8.GetString(Blob),
            _ => Text,
        };

    public static RedisReply OfText(string text) => new(RedisReplyKind.Text, 0, text);

    public static RedisReply OfError(string text) => new(RedisReplyKind.Error, 0, text);

    public static RedisReply OfInteger(long integer) => new(RedisReplyKind.Integer, integer, null);

    public static RedisReply OfBlob(byte[] blob) => new(RedisReplyKind.Blob, 0, blob);

    public static RedisReply OfArray(RedisReply[] items) => new(RedisReplyKind.Array, 0, items);

    private object Of(object? value, RedisReplyKind kind, RedisReplyKind? or = null) =>
        Kind == kind || Kind == or ? value! : throw new InvalidOperationException($"A {Kind} is no {kind}.");
}
