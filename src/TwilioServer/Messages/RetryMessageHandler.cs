using System.Text.Json;
using System.Text.Json.Serialization;
using TwilioServer.Jobs;
using TwilioServer.Journal;

namespace TwilioServer.Messages;

/// <summary>Has a text sent again that an operator wants sent again; the decider says whether it may be.</summary>
public sealed class RetryMessageHandler(OwnEvents events) : IJobHandler
{
    public const string JobKind = "message.retry";

    public string Kind => JobKind;

    public int Concurrency => 4;

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancellation)
    {
        var lost =
            JsonSerializer.Deserialize(job.Payload, RetryJson.Default.LostText)
            ?? throw new InvalidOperationException("A retry's job carries no text.");
        var retried = new SendRetried();
        await events.AppendAsync(
            job,
            StreamKind.Message,
            MessageState.KeyOf(lost.IntentId),
            retried.Type,
            retried,
            "{}",
            end: JobEnd.Done,
            cancellation: cancellation
        );
        return JobResult.EndedByEvent;
    }
}

/// <summary>A text that was lost.</summary>
public sealed record LostText(Guid IntentId);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LostText))]
internal sealed partial class RetryJson : JsonSerializerContext;
