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

    /// <summary>The file at a path, and the account that it is said to be of.</summary>
    public (MediaFile File, string AccountSid)? At(PathString path) =>
        path.Value?.Split('/')
            is ["", "2010-04-01", "Accounts", var account, "Messages", var messageSid, "Media", var sid]
        && Find(messageSid, sid) is { } file
            ? (file, account)
            : null;

    public MediaFile? Find(string messageSid, string sid) =>
        Of(messageSid).FirstOrDefault(file => file.Sid == sid && file.Url is null);

    private string UrlOf(MediaFile file, Message message) =>
        file.Url
        ?? $"{address.BaseUrl}/2010-04-01/Accounts/{message.AccountSid}/Messages/{file.MessageSid}/Media/{file.Sid}";
}
