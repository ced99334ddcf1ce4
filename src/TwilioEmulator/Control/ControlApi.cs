using System.Globalization;
using TwilioEmulator.Store;

namespace TwilioEmulator.Control;

/// <summary>How tests and people move the emulated world. It has no password: it is served to this machine only.</summary>
internal static class ControlApi
{
    public const string Prefix = "/control";

    public static void MapControl(this WebApplication app)
    {
        var control = app.MapGroup(Prefix).AddEndpointFilter(AnswerProblems);
        control.MapHealth();
        control.MapClock();
        control.MapNumbers();
        control.MapPhones();
        control.MapCallControl();
        control.MapMessageControl();
        control.MapWebhookControl();
        control.MapEvents();
        control.MapRestState();
        control.MapFaults();
        control.MapLedger();
        control.MapAlertControl();
        control.MapFallback(
            "{**path}",
            (HttpContext context) =>
                throw new ControlException(404, $"There is no {context.Request.Method} {context.Request.Path}.")
        );
    }

    /// <summary>Virtual time as the control API writes it.</summary>
    public static string Iso(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static string Number(string? text, string what) =>
        E164.IsValid(text ?? "")
            ? text!
            : throw new ControlException(400, $"{what} must be a phone number in E.164 form, such as +14155550100.");

    private static async ValueTask<object?> AnswerProblems(
        EndpointFilterInvocationContext context,
        EndpointFilterDelegate next
    )
    {
        try
        {
            return await next(context);
        }
        catch (ControlException problem)
        {
            return Results.Json(new { error = problem.Message }, ControlJson.Options, statusCode: problem.Status);
        }
    }
}
