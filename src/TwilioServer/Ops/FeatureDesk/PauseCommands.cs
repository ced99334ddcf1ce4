using System.CommandLine;
using System.Globalization;
using TwilioServer.FeatureFlags;

namespace TwilioServer.Ops.FeatureDesk;

/// <summary><c>pause-incoming-calls</c> and <c>resume-incoming-calls</c>: maintenance without a missed call.</summary>
internal static class PauseCommands
{
    public static Command Pause()
    {
        var reason = new Option<string>("--reason")
        {
            Description = "Why, for those who come after you; callers do not hear it. 1 to 200 characters.",
            Required = true,
        };
        reason.Validators.Add(result =>
        {
            if (
                result.GetValueOrDefault<string>() is { } text
                && (string.IsNullOrWhiteSpace(text) || text.Length > 200)
            )
                result.AddError("--reason: expected 1 to 200 characters.");
        });
        var tenant = FeaturesCommand.TenantOption();
        var command = new Command(
            "pause-incoming-calls",
            """
            Connects no calls until resume-incoming-calls. Callers hear that calls cannot be connected, may leave a
            message, and get their text; calls under way go on. Running services follow within a second.

            Example: twilio-server pause-incoming-calls --reason "Emergency rollback"
            """
        )
        {
            reason,
            tenant,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                await using var dataSource = Database.Open();
                var store = new PauseStore(dataSource, new Ambient().Time);
                var (pause, isNew) = await store.PauseAsync(
                    parsed.GetRequiredValue(reason),
                    parsed.GetValue(tenant),
                    FeaturesCommand.Actor,
                    cancellation
                );
                Console.WriteLine(
                    isNew ? "Incoming calls are paused." : $"Incoming calls were paused already, {Since(pause)}."
                );
                return 0;
            }
        );
        return command;
    }

    public static Command Resume()
    {
        var tenant = FeaturesCommand.TenantOption();
        var command = new Command(
            "resume-incoming-calls",
            """
            Connects calls again. Running services follow within a second.

            Example: twilio-server resume-incoming-calls
            """
        )
        {
            tenant,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                await using var dataSource = Database.Open();
                var store = new PauseStore(dataSource, new Ambient().Time);
                Console.WriteLine(
                    await store.ResumeAsync(parsed.GetValue(tenant), FeaturesCommand.Actor, cancellation) is { } pause
                        ? $"Incoming calls are connected again. They were paused {Since(pause)}."
                        : "Incoming calls were not paused: there is nothing to resume."
                );
                return 0;
            }
        );
        return command;
    }

    private static string Since(Pause pause) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"since {pause.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z by {pause.StartedBy}: {pause.Reason}"
        );
}
