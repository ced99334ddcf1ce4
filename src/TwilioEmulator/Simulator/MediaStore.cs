using System.Collections.Concurrent;
using TwilioEmulator.Store;
using TwilioEmulator.Webhooks;

namespace TwilioEmulator.Simulator;

/// <summary>The files of incoming texts, at URLs of the emulator.</summary>
internal sealed class MediaStore(SidGenerator sids, EmulatorAddress address)
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<MediaFile>> files = new(StringComparer.Ordinal);

    public void Add(Message message, IReadOnlyList<MediaFile> added)
    {
        if (added.Count == 0)
            return;
        files[message.Sid] = [.. added.Select(file => file with { Sid = sids.Next("ME"), MessageSid = message.Sid })];
        foreach (var file in files[message.Sid])
            message.Media.Add(
                new MessageMedia(
                    file.Sid,
                    message.AccountSid,
                    message.Sid,
                    UrlOf(file, message),
                    file.ContentType,
                    message.DateCreated
                )
            );
    }

    public IReadOnlyList<MediaFile> Of(string messageSid) => files.GetValueOrDefault(messageSid, []);

    /// <summary>NumMedia, and for each file where it is and what.</summary>
    public void AddTo(WebhookParameters parameters, Message message)
    {
        var mine = Of(message.Sid);
        parameters.Add("NumMedia", $"{mine.Count}");
        for (var index = 0; index < mine.Count; index++)
        {
            parameters.Add($"MediaContentType{index}", mine[index].ContentType);
            parameters.Add($"MediaUrl{index}", UrlOf(mine[index], message));
        }
    }

    public MediaFile? At(PathString path) =>
        path.Value?.Split('/') is ["", "2010-04-01", "Accounts", _, "Messages", var messageSid, "Media", var sid]
            ? Of(messageSid).FirstOrDefault(file => file.Sid == sid)
            : null;

    private string UrlOf(MediaFile file, Message message) =>
        $"{address.BaseUrl}/2010-04-01/Accounts/{message.AccountSid}/Messages/{file.MessageSid}/Media/{file.Sid}";
}
