using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using TwilioServer.Redis;

namespace TwilioServer.Mirror;

/// <summary>What had to be written.</summary>
/// <param name="Queue">Whether the list was written.</param>
/// <param name="Calls">How many snapshots were.</param>
public readonly record struct MirrorWrites(bool Queue, int Calls);

/// <summary>
/// Makes Redis show what PostgreSQL says. What Redis holds is asked for every time and remembered nowhere, so that it does
/// not matter who emptied or changed it, which process wrote it, or that several do. Where nothing is amiss, it costs one
/// round trip and the hashes of what should be there.
/// </summary>
public sealed class RedisMirror(RedisClient redis)
{
    /// <summary>The list of the texts that wait.</summary>
    public const string Queue = "sms:queue";

    /// <summary>What the key of a call's snapshot begins with.</summary>
    public const string CallPrefix = "call:";

    /// <summary>The set of the calls that have a snapshot: those of the other processes end, too.</summary>
    public const string KnownCalls = "mirror:calls";

    /// <summary>Where nobody keeps a snapshot any more, it shall not look alive for ever.</summary>
    public static readonly TimeSpan CallLifetime = TimeSpan.FromMinutes(3);

    private static readonly RedisScript QueueScript = RedisScript.Load("Mirror/settle-queue");
    private static readonly RedisScript CallScript = RedisScript.Load("Mirror/settle-calls");

    /// <exception cref="RedisException">Redis did not do it all, or it is not known whether it did.</exception>
    public async Task<MirrorWrites> SettleAsync(MirrorImage image)
    {
        var queue = SettleQueueAsync(image.Queue);
        var calls = SettleCallsAsync(image.Calls);
        await Task.WhenAll(queue, calls);
        return new MirrorWrites(await queue, await calls);
    }

    private async Task<bool> SettleQueueAsync(IReadOnlyList<string> ids)
    {
        RedisArgument[] question = [Hash(Encoding.ASCII.GetBytes(string.Concat(ids))), ids.Count];
        var answer = await QueueScript.RunAsync(redis, [Queue], question);
        if (answer.IsNil)
            answer = await QueueScript.RunAsync(redis, [Queue], [.. question, .. ids.Select(id => (RedisArgument)id)]);
        return answer.AsString() == "written";
    }

    private async Task<int> SettleCallsAsync(IReadOnlyList<LiveCall> calls)
    {
        var snapshots = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var call in calls)
            snapshots[call.CallSid] = call.ToJson();
        var lifetime = (long)CallLifetime.TotalSeconds;
        var answer = await CallScript.RunAsync(
            redis,
            [KnownCalls],
            [CallPrefix, lifetime, .. snapshots.SelectMany(call => (RedisArgument[])[call.Key, Hash(call.Value)])]
        );
        var wanted = answer.Items.Select(item => item.AsString()!).ToList();
        if (wanted.Count == 0)
            return 0;
        // First the set: a snapshot that it does not name would stay until its time is over.
        List<Task<RedisReply>> writes =
        [
            redis.CallAsync(["SADD", KnownCalls, .. wanted.Select(callSid => (RedisArgument)callSid)]),
        ];
        foreach (var callSid in wanted)
            writes.Add(redis.CallAsync("SET", CallPrefix + callSid, snapshots[callSid], "EX", lifetime));
        await Task.WhenAll(writes);
        return wanted.Count;
    }

    [SuppressMessage("Security", "CA5350", Justification = "What Redis itself can compute; it protects nothing.")]
    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA1.HashData(bytes));
}
