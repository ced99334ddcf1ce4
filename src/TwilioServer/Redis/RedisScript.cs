using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace TwilioServer.Redis;

/// <summary>
/// A Lua script, which Redis carries out as one step. It is called by its hash, and sent whole when Redis does not know
/// it (any more): a restart or SCRIPT FLUSH loses nothing.
/// </summary>
public sealed class RedisScript(string text)
{
    private readonly string _hash = Hash(text);

    /// <summary>A script of this build.</summary>
    /// <param name="name">Folder and file without ending.</param>
    public static RedisScript Load(string name)
    {
        using var stream =
            typeof(RedisScript).Assembly.GetManifestResourceStream(name + ".lua")
            ?? throw new InvalidOperationException($"The script {name} is not part of this build.");
        using var reader = new StreamReader(stream);
        return new RedisScript(reader.ReadToEnd());
    }

    /// <summary>Runs the script.</summary>
    /// <exception cref="RedisException">As every call.</exception>
    public async Task<RedisReply> RunAsync(RedisClient redis, RedisArgument[] keys, RedisArgument[] arguments)
    {
        try
        {
            return await redis.CallAsync(["EVALSHA", _hash, keys.Length, .. keys, .. arguments]);
        }
        catch (RedisServerException e) when (e.Code == "NOSCRIPT")
        {
            return await redis.CallAsync(["EVAL", text, keys.Length, .. keys, .. arguments]);
        }
    }

    [SuppressMessage("Security", "CA5350", Justification = "Redis names scripts by their SHA-1; it protects nothing.")]
    private static string Hash(string text) => Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(text)));
}
