using System.Globalization;
using System.Text;
using TwilioServer.Journal;
using TwilioServer.Tenants;

namespace TwilioServer.Messages;

/// <summary>
/// Texts from the owner's own phone. One goes to the only customer who wrote lately; where there are several the owner is
/// asked, and answers with a number. It is never guessed.
/// </summary>
internal static class OwnerTexts
{
    private const int MostLastWords = 41;

    /// <summary>What an owner writes to hand a conversation back to the assistant.</summary>
    private static readonly string[] HandBack = ["DONE", "LISTO"];

    public static Decision<MessageState> Route(Replies.Scene scene, OwnerTextRouted routed)
    {
        if (routed.Customer is { } customer)
            return Send(scene, customer);
        if (scene.Settings is not { Phrases: var phrases })
            return scene.End(routed.Open.Count > 0 && !routed.IsAskedAgain ? Handling.Which : Handling.Nowhere);
        if (routed.Open.Count == 0)
            return scene.End(Handling.Nowhere, [.. Notice(scene, phrases.NoConversation, "")]);
        var question = phrases.WhichCustomer.Replace("{customers}", Choices(routed.Open), StringComparison.Ordinal);
        var asked = scene.End(
            routed.IsAskedAgain ? Handling.Nowhere : Handling.Which,
            [.. Notice(scene, question, "")]
        );
        return routed.IsAskedAgain
            ? asked
            : asked with
            {
                State = asked.State with { Customers = [.. routed.Open.Select(open => open.Customer)] },
            };
    }

    /// <summary>The text that waits is another stream's: it is told by a job.</summary>
    public static Decision<MessageState> Answer(Replies.Scene scene, OwnerAnswered answered) =>
        scene.End(
            Handling.Routed,
            new ScheduleJob(
                Replies.ChooseJob,
                $"{Replies.ChooseJob}:{answered.QuestionSid}",
                TimeSpan.Zero,
                ReplyJson.PayloadOf(answered),
                Replies.Retry.MaxAttempts
            )
        );

    /// <summary>Sends an owner's text to a customer, whose row is locked.</summary>
    public static Decision<MessageState> Send(Replies.Scene scene, string customer)
    {
        var (state, contact) = (scene.State, scene.Contact);
        var key = new ContactKey(state.TenantId, customer);
        if (IsHandBack(state.Body))
            return scene.End(
                Handling.Routed,
                [
                    new HoldConversation(key, ConversationHolder.Ai),
                    .. scene.Settings is { Phrases.HandedBack: var handedBack }
                        ? Notice(scene, handedBack, customer)
                        : [],
                ]
            );
        if (contact?.OptedOutAt is not null)
            return scene.End(
                Handling.Nowhere,
                [.. scene.Settings is { Phrases.NotWanted: var notWanted } ? Notice(scene, notWanted, customer) : []]
            );
        IEnumerable<Effect> pictures =
            state.MediaUrls is { Count: > 0 } && scene.Settings is { Phrases.NoPictures: var noPictures }
                ? Notice(scene, noPictures, customer)
                : [];
        if (string.IsNullOrWhiteSpace(state.Body))
            return scene.End(Handling.Nowhere, [.. pictures]);
        return scene.End(
            Handling.Routed,
            [
                new QueueText(MessageClass.Answer, state.To, customer, state.Body, SendPlan.AnswerLifetime)
                {
                    Author = MessageAuthor.Human,
                },
                new HoldConversation(key, ConversationHolder.Owner),
                .. pictures,
            ]
        );
    }

    private static bool IsHandBack(string body) =>
        HandBack.Contains(body.Trim().TrimEnd('.', '!'), StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<Effect> Notice(Replies.Scene scene, string template, string about) =>
        scene.Notice(template, about, scene.State.From);

    /// <summary>Such as <c>1: +14155550123 "My sink leaks"</c>. Braces would be placeholders.</summary>
    private static string Choices(IReadOnlyList<OpenConversation> open)
    {
        var text = new StringBuilder();
        for (var i = 0; i < open.Count; i++)
        {
            var words = Introduction.Cut(
                open[i].LastWords.ReplaceLineEndings(" ").Replace('{', '(').Replace('}', ')'),
                MostLastWords
            );
            text.Append(CultureInfo.InvariantCulture, $"\n{i + 1}: {open[i].Customer}");
            if (words.Length > 0)
                text.Append(CultureInfo.InvariantCulture, $" \"{words}\"");
        }
        return text.ToString();
    }
}
