# tries: updates two hundred widgets that were never opened with a megabyte of state each
# walls: bounded messages
# canary: output
# %%
kernel = get_ipython().kernel
for number in range(200):
    state = {"_model_name": "M", "_model_module": "m", "_model_module_version": "1", "value": "F" * 1_000_000}
    content = {"comm_id": f"widget-{number}", "data": {"method": "update", "state": state}}
    kernel.session.send(kernel.iopub_socket, "comm_msg", content, parent=kernel.get_parent("shell"))
