using TwilioEmulator.Simulator;
using TwilioEmulator.Store;

namespace TwilioEmulator.Control;

internal static class MessageControlRoutes
{
    public static void MapMessageControl(this RouteGroupBuilder control)
    {
        control.MapPost("/messages", SendAsync);
        control.MapGet("/messages", List);
    }

    /// <summary>A virtual phone texts one of the account's numbers.</summary>
    private static async Task<IResult> SendAsync(HttpRequest request, EmulatorStore store, InboundMessages inbound)
    {
        const string example =
            """{"from":"+14155550100","to":"+15125550199","body":"Hello","media":[{"contentType":"image/jpeg","base64":"/9j/4AAQ"}]}""";
        var wish = await ControlJson.ReadAsync<MessageWish>(request, example);
        var from = ControlApi.Number(wish.From, "from");
        var to = ControlApi.Number(wish.To, "to");
        var files = MediaWish.FilesOf(wish.Media);
        if ((wish.Body ?? (files.Count > 0 ? "" : null)) is not { } body)
            throw new ControlException(400, $"Give a body: {example}");
        if (!store.Numbers.TryGet(to, out var number))
            throw new ControlException(404, $"The account does not own {to}. First PUT /control/numbers/{to}.");
        return ControlJson.Created(new { messageSid = inbound.Receive(number, from, body, files).Sid });
    }

    private static IResult List(EmulatorStore store) =>
        ControlJson.Ok(new { messages = store.Messages.NewestFirst().Select(Show) });

    private static object Show(Message message) =>
        new
        {
            messageSid = message.Sid,
            direction = message.Direction,
            from = message.From,
            to = message.To,
            body = message.Body,
            status = message.Status,
            errorCode = message.ErrorCode,
            history = message.History.Select(step => new { status = step.Status, at = ControlApi.Iso(step.At) }),
        };

    private sealed record MessageWish(string? From, string? To, string? Body, IReadOnlyList<MediaWish>? Media);
}
