using TwilioServer.Journal;

namespace TwilioServer.Calls;

/// <summary>Gives the text of a missed call the words that as-call-service wants, if nobody has worded it yet.</summary>
public sealed class TextWording(IJournal journal, EventIdentity identity, Ambient ambient)
{
    /// <param name="caller">Whose text it is: the row that decides between two who word it.</param>
    public Task AskAsync(string callSid, ContactKey caller, string body, CancellationToken cancellation)
    {
        var asked = new TextAsked(body);
        return journal.AppendOwnAsync(
            new JournalEntry
            {
                DeliveryId = ambient.NewId(),
                Identity = identity.OfOwn(asked.Type, callSid, ""),
                Type = asked.Type,
                At = ambient.Time.GetUtcNow(),
                ParametersJson = CallReportJson.Write(asked),
                Kind = StreamKind.Call,
                StreamKey = callSid,
                TenantId = caller.TenantId,
                OnlyTenant = caller.TenantId,
                Contact = caller,
                Event = asked,
            },
            cancellation
        );
    }
}
