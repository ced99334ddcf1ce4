using TwilioEmulator.Simulator;
using TwilioEmulator.Store;

namespace TwilioEmulator.Rest;

/// <summary>
/// Serves the files of incoming texts. By default Twilio asks for no password there, so this stands before the one that
/// does; who shows one, or is of an account that wants one, goes on to it.
/// </summary>
internal sealed class PublicMedia(RequestDelegate next, MediaStore media, AccountBook accounts)
{
    public Task InvokeAsync(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method)
        && context.Request.Headers.Authorization.Count == 0
        && media.At(context.Request.Path) is var (file, account)
        && !(accounts.TryGet(account, out var owner) && owner.MediaNeedsCredentials)
            ? Results.Bytes(file.Content, file.ContentType).ExecuteAsync(context)
            : next(context);
}
