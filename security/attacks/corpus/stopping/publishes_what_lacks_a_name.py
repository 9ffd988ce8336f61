# tries: publishes text that does not say of which stream it is
# walls: bounded messages, blame
# canary: exit
# %%
kernel = get_ipython().kernel
kernel.session.send(kernel.iopub_socket, "stream", {"text": "whose?"}, parent=kernel.get_parent("shell"))
